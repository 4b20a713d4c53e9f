"""Backup and restore with the real programs: whole or not at all, and nothing goes out twice."""

import hashlib
import os
import shutil
import subprocess
import threading
import time
import unittest

from harness import texts
from harness.office import PROGRAMS, Office
from harness.receiver import Receiver
from harness.waiting import sleep_until, until

REFUSED = 65
WORD = "quokkazanzibar"


class BackupTests(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver(0, lambda arrival: 200)
        self.addCleanup(self.receiver.close)
        self.office = self.make_office()
        self.office.start()

    def make_office(self):
        office = Office(self)
        office.settings["late"] = {"grace": "30m"}
        office.add_files()
        office.add_email()
        office.add_webhook(self.receiver.url)
        return office

    def elsewhere(self):
        """A second machine: the same outputs and keys, and no state."""
        other = self.make_office()
        other.press.rmdir()
        other.press.symlink_to(self.office.press)
        shutil.rmtree(other.spool)
        other.spool.symlink_to(self.office.spool)
        other.keys.unlink()
        shutil.copy(self.office.keys, other.keys)
        shutil.copy(self.office.folder / "webhook.key", other.folder / "webhook.key")
        return other

    def submit(self, slug, seconds, word="words"):
        instant = texts.instant_ahead(seconds)
        self.office.submit(texts.release(f"All about {slug} {word}", instant), slug=slug)
        return instant

    def backup(self, name="monday.backup"):
        path = self.office.folder / name
        return path, self.office.ctl("backup", path, "--json").json

    def restore(self, office, backup, code=0):
        return office.ctl(
            "restore", backup, "--state", office.state, "--keys", office.keys, bare=True, code=code
        )

    def messages(self):
        return sorted(path.name for path in (self.office.spool / "new").iterdir())

    def test_what_went_out_after_the_backup_does_not_go_out_twice(self):
        self.submit("early", 1)
        until((self.office.press / "early.txt").exists, 15, "the early page")
        soon = self.submit("soon", 9)
        late = self.submit("late", 60)
        self.submit("changed", 61)
        path, facts = self.backup()
        self.assertEqual(facts["releases"], 4)
        self.assertEqual(facts["digest"], hashlib.sha256(path.read_bytes()).hexdigest())
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        sleep_until(soon)
        until((self.office.press / "soon.txt").exists, 15, "the page that the backup waits for")
        self.receiver.wait_for(2)
        self.office.kill()
        before = (self.messages(), (self.office.press / "soon.txt").stat().st_ino)
        (self.office.press / "changed.txt").write_text("a later text of it\n")
        (self.office.press / "early.txt").unlink()

        other = self.elsewhere()
        self.assertIn("frozen", self.restore(other, path).out)
        self.assertIn("there is a ledger already", self.restore(other, path, code=REFUSED).err)
        other.start()
        self.assertIn("frozen since", other.ctl("status").out.splitlines()[0])
        found = {
            (one["slug"], one["output"]): one["found"]
            for one in other.ctl("compare", "--json").json["findings"]
        }
        self.assertEqual(found["soon", "newsroom"], "same")
        self.assertEqual(found["soon", "media-list"], "same")
        self.assertEqual(found["soon", "wire"], "unseen")
        self.assertEqual(found["changed", "newsroom"], "other")
        self.assertEqual(found["early", "newsroom"], "nothing")
        self.assertNotIn(("late", "newsroom"), found)
        refused = other.ctl("thaw", code=REFUSED)
        self.assertIn("embargoctl compare", refused.err)
        other.ctl("thaw", "--compared", "0" * 64, code=REFUSED)
        other.ctl("withdraw", "changed", "--reason", "it is out with a later text")
        time.sleep(3)
        self.assertFalse((self.office.press / "late.txt").exists())
        digest = other.ctl("compare", "--json").json["digest"]
        self.assertIn("Thawed", other.ctl("thaw", "--compared", digest).out)
        until(lambda: other.show("soon")["state"] == "lifted", 20, "the lift of what is out")
        after = (self.messages(), (self.office.press / "soon.txt").stat().st_ino)
        self.assertEqual(after, before, "neither a file nor a message was written twice")
        self.receiver.wait_for(3)
        ids = [one.headers["webhook-id"] for one in self.receiver.arrivals]
        self.assertEqual(len(ids), 3)
        self.assertEqual(ids[1], ids[2], "an endpoint gets the same id again")
        sleep_until(late)
        until((self.office.press / "late.txt").exists, 15, "what was queued")
        events = [one["event"] for one in other.ctl("audit", "--json", "--limit", "1000").json]
        for event in ("daemon.restored", "daemon.frozen", "daemon.thawed"):
            self.assertIn(event, events)
        self.assertEqual(other.stop(), 0)
        self.assertEqual(
            other.ctl(
                "audit", "verify", "--state", other.state, "--keys", other.keys
            ).code, 0)

    def test_under_load_a_backup_is_whole_and_no_lift_is_late(self):
        instant = self.submit("lifts", 8)
        stop = threading.Event()

        def load():
            number = 0
            while not stop.is_set():
                number += 1
                self.submit(f"load-{number}", 3600, WORD)

        thread = threading.Thread(target=load)
        thread.start()
        try:
            count = 0
            while time.time() < instant + 1:
                count += 1
                path, facts = self.backup(f"{count}.backup")
                content = path.read_bytes()
                self.assertNotIn(WORD.encode(), content, "words stay sealed")
                self.assertEqual(hashlib.sha256(content).hexdigest(), facts["digest"])
        finally:
            stop.set()
            thread.join()
        self.assertGreater(count, 1)
        lateness = self.office.delivery("lifts", "newsroom")["lateness_ns"]
        self.assertLess(lateness, 250_000_000)
        other = self.elsewhere()
        self.restore(other, path)
        self.assertEqual(
            other.ctl(
                "audit", "verify", "--state", other.state, "--socket", other.folder / "none",
                "--keys", other.keys, bare=True
            ).code, 0)

    def test_kill_9_during_backup_leaves_the_whole_file_or_none(self):
        for number in range(150):
            self.submit(f"many-{number}", 3600)
        folder = self.office.folder / "backups"
        folder.mkdir()
        whole = 0
        for attempt in range(12):
            path = folder / f"{attempt}.backup"
            run = subprocess.Popen(
                [PROGRAMS / "embargoctl", "backup", path, "--socket", self.office.socket],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.015 * attempt)
            run.kill()
            run.wait()
            names = [one.name for one in folder.iterdir()]
            self.assertIn(names, ([], [path.name]), "nothing else lies there")
            if names:
                whole += 1
                other = self.elsewhere()
                self.restore(other, path)
                path.unlink()
        # The daemon is well, keeps nothing, and a whole one can be made.
        path, facts = self.backup()
        self.assertEqual(facts["releases"], 150)
        self.assertFalse((self.office.state / "ledger.copy").exists())

    def test_a_daemon_killed_during_a_backup_loses_nothing(self):
        for number in range(100):
            self.submit(f"many-{number}", 3600)
        path = self.office.folder / "never.backup"
        run = subprocess.Popen(
            [PROGRAMS / "embargoctl", "backup", path, "--socket", self.office.socket],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.05)
        self.office.kill()
        run.wait(30)
        self.office.start()
        self.assertEqual(self.office.get("/v1/status")["queue"]["scheduled"], 100)
        self.backup()

    def test_kill_9_during_restore_leaves_the_whole_ledger_or_none(self):
        for number in range(100):
            self.submit(f"many-{number}", 3600)
        path, _ = self.backup()
        self.office.kill()
        other = self.elsewhere()
        whole = 0
        for attempt in range(14):
            run = subprocess.Popen(
                [
                    PROGRAMS / "embargoctl", "restore", path, "--state", other.state, "--keys",
                    other.keys,
                ],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.02 * attempt)
            run.kill()
            run.wait()
            if (other.state / "ledger.sqlite").exists():
                whole += 1
                verify = other.ctl(
                    "audit", "verify", "--state", other.state, "--socket",
                    other.folder / "none", "--keys", other.keys, bare=True)
                self.assertIn("Good", verify.out)
                shutil.rmtree(other.state)
        if not (other.state / "ledger.sqlite").exists():
            self.restore(other, path)
        other.start()
        self.assertEqual(other.get("/v1/status")["queue"]["scheduled"], 100)
        self.assertIn("frozen since", other.ctl("status").out.splitlines()[0])
        names = sorted(name for name in os.listdir(other.state) if "restoring" in name)
        self.assertEqual(names, [])

    def test_with_the_daemon_running_nothing_is_restored(self):
        path, _ = self.backup()
        self.restore(self.office, path, code=75)
        taken = self.office.ctl("backup", path, code=73)
        self.assertIn("there is such a file", taken.err)


if __name__ == "__main__":
    unittest.main()
