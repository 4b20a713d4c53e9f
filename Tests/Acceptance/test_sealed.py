"""Canary words: before the lift no copy of what lies on the disk shows a word of a release."""

import os
import shutil
import time
import unittest

from harness import texts
from harness.office import Office
from harness.receiver import Receiver
from harness.waiting import until

CANARY = "zanzibarquokka"


def word(place):
    return CANARY + place


class SealedTests(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.office = Office(self)
        self.office.add_files(formats=["text", "html", "json"])
        self.office.add_email()
        self.office.add_webhook(self.receiver.url)
        self.office.start()
        self.looks = 0
        self.seen = []

    def release(self, seconds):
        at = texts.instant_ahead(seconds)
        text = (
            f"EMBARGOED UNTIL {texts.stamp_with_am(at)}\n\n"
            f"The {word('headline')} was seen at noon\n\n"
            f"LISBON, Portugal -- A {word('text')} was seen near the harbour, and many people came "
            "to look at it from the quay.\n"
        )
        path = self.office.write("release.txt", text)
        table = f"kind,count\n{word('attachment')},1\n"
        attachment = self.office.write(f"{word('name')}.csv", table)
        run = self.office.ctl(
            "submit", path, "--attach", attachment, "--slug", word("slug"), "--json")
        path.unlink()
        attachment.unlink()
        return run.json["id"], at

    def look(self, at, why):
        """Reads every file below the office, the log, and what /proc shows of the daemon."""
        found = []
        for folder, _, names in os.walk(self.office.folder):
            for name in names:
                place = os.path.join(folder, name)
                try:
                    with open(place, "rb") as file:
                        content = file.read()
                except (FileNotFoundError, OSError):
                    continue
                if CANARY in place or CANARY.encode() in content.lower():
                    found.append(os.path.relpath(place, self.office.folder))
        for name in ("cmdline", "environ", "comm", "status", "limits"):
            with open(f"/proc/{self.office.pid}/{name}", "rb") as file:
                content = file.read()
            if CANARY.encode() in content:
                found.append(f"/proc/{name}")
            if name == "limits":
                (line,) = [one for one in content.splitlines() if b"core file" in one]
                self.assertEqual(line.split()[4], b"0", "a core dump would hold everything")
        self.office.hear(0)
        if CANARY in " ".join(self.office.notices):
            found.append("what the service manager is told")
        if time.time() >= at:
            return False
        self.looks += 1
        self.assertEqual(found, [], f"words of a sealed release, {why}")
        return True

    def copy_of_state(self):
        """What a thief or a backup would have: the state directory as it lies there."""
        copy = self.office.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.office.state, copy, ignore=shutil.ignore_patterns("*.sock"))
        return copy

    def test_no_word_of_a_release_lies_anywhere_before_its_lift(self):
        release, at = self.release(25)
        self.assertTrue(self.look(at, "after it was submitted"))
        self.office.ctl("hold", release, "--reason", "the numbers are checked")
        self.look(at, "while it is held")
        self.office.ctl("backup", self.office.folder / "monday.backup")
        self.look(at, "in a backup")
        self.office.ctl("resume", release)
        self.office.signal(9)
        self.office.process.wait()
        self.look_at_files("after kill -9")
        self.office.start()
        self.assertTrue(self.look(at, "after the start that followed"))
        self.copy_of_state()
        self.look(at, "in a copy of the state directory")
        while self.look(at, "on its way to the lift"):
            time.sleep(0.1)
        self.assertGreater(self.looks, 20)
        until(lambda: self.office.show(release)["state"] == "lifted", 15, "the lift")
        names = sorted(path.name for path in self.office.press.iterdir())
        self.assertTrue(any(word("slug") in name for name in names), names)

    def look_at_files(self, why):
        for folder, _, names in os.walk(self.office.folder):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        self.assertNotIn(CANARY.encode(), file.read(), f"{path} {why}")

    def test_without_the_key_file_nothing_starts_and_the_message_says_how(self):
        self.office.stop()
        self.office.keys.rename(self.office.folder / "elsewhere.keys")
        self.office.launch()
        self.assertEqual(self.office.process.wait(20), 78, self.office.said)
        self.assertIn("embargoctl key create", self.office.said)

    def test_another_key_file_is_refused_and_the_ledger_stays_as_it_was(self):
        self.release(3600)
        self.office.stop()
        before = (self.office.state / "ledger.sqlite").read_bytes()
        self.office.keys.rename(self.office.folder / "elsewhere.keys")
        self.office.ctl("key", "create", self.office.keys, bare=True)
        self.office.launch()
        self.assertNotEqual(self.office.process.wait(20), 0)
        self.assertIn("put back the key file", self.office.said)
        self.assertEqual((self.office.state / "ledger.sqlite").read_bytes(), before)
        self.office.keys.unlink()
        (self.office.folder / "elsewhere.keys").rename(self.office.keys)
        self.office.start()

    def test_a_rotated_key_is_taken_up_and_the_old_one_can_go(self):
        release, _ = self.release(3600)
        self.office.ctl("key", "rotate", self.office.keys, bare=True)
        self.office.signal(1)

        def is_sealed_anew():
            ledger = self.office.ctl("status", "--json").json["ledger"]
            return ledger["master_key"] == 2 and ledger["oldest_master_key"] == 2

        until(is_sealed_anew, 20, "the keys to be wrapped anew")
        self.office.stop()
        lines = self.office.keys.read_text().splitlines()
        os.chmod(self.office.keys, 0o600)
        self.office.keys.write_text(
            "\n".join(line for line in lines if not line.startswith("master 1 ")) + "\n")
        os.chmod(self.office.keys, 0o400)
        self.office.start()
        self.assertEqual(self.office.show(release)["slug"], word("slug"))


if __name__ == "__main__":
    unittest.main()
