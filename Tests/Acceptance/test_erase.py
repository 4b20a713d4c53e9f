"""What is erased is in no file of the daemon any more, and the records still hold."""

import os
import shutil
import sqlite3
import time
import unittest

from harness import texts
from harness.office import Office
from harness.receiver import Receiver
from harness.waiting import until

REFUSED, BUSY = 65, 75
WORD = "quokkazanzibar"


class EraseTests(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver(0, lambda arrival: 200)
        self.addCleanup(self.receiver.close)
        self.office = Office(self)
        self.office.add_files(feeds=["json"], formats=["text", "html"])
        self.office.settings["publication"] = {"public_url": "https://press.example/"}
        self.office.add_email()
        self.office.add_webhook(self.receiver.url)
        self.office.start()

    def submit(self, slug, seconds):
        text = texts.release(f"All about {slug} {WORD}", texts.instant_ahead(seconds))
        return self.office.submit(text, slug=slug)["id"]

    def copy(self):
        """A copy of the ledger that can be opened; the daemon is not disturbed by it."""
        folder = self.office.folder / "copy"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in ("ledger.sqlite", "ledger.sqlite-wal"):
            if (self.office.state / name).exists():
                shutil.copy(self.office.state / name, folder / name)
        return sqlite3.connect(folder / "ledger.sqlite")

    def secrets(self, release):
        """What could open or name its words: wrapped keys and sealed names."""
        with self.copy() as database:
            keys = database.execute(
                "SELECT wrapped FROM revision_keys WHERE release = ?", (release,)).fetchall()
            names = database.execute(
                "SELECT name FROM reservations WHERE release = ?", (release,)).fetchall()
            texts_ = database.execute(
                "SELECT bytes FROM contents WHERE release = ?", (release,)).fetchall()
        return [one for (one,) in keys + names + texts_]

    def holders(self, secrets):
        found = []
        for name in sorted(os.listdir(self.office.state)):
            path = self.office.state / name
            if path.is_file():
                content = path.read_bytes()
                found += [name for secret in secrets if secret in content]
        return found

    def test_keys_and_names_of_what_was_erased_are_in_no_file(self):
        others = [self.submit(f"other-{number}", 3600) for number in range(60)]
        lifted = self.submit("lifted", 2)
        withdrawn = self.submit("withdrawn", 3600)
        for number in range(60, 90):
            others.append(self.submit(f"other-{number}", 3600))
        self.office.ctl("erase", others[0], "--reason", "it waits", code=REFUSED)
        until(lambda: self.office.show(lifted)["state"] == "lifted", 15, "the lift")
        feed = self.office.press / "feed.json"
        until(lambda: feed.exists() and WORD in feed.read_text(), 15, "the feed")
        until(
            lambda: all(
                one["state"] == "delivered" for one in self.office.show(lifted)["deliveries"]
            ), 15, "all deliveries")
        self.office.ctl("withdraw", "withdrawn", "--reason", "it is wrong")
        secrets = self.secrets(lifted) + self.secrets(withdrawn)
        self.assertGreaterEqual(len(secrets), 5)
        self.assertNotEqual(self.holders(secrets), [])
        for slug in ("lifted", "withdrawn"):
            ran = self.office.ctl("erase", slug, "--reason", "the author asked for it")
            self.assertIn("erased", ran.out)
        self.assertEqual(self.holders(secrets), [])
        shown = self.office.show(lifted)
        self.assertEqual((shown["headline"], shown["state"]), ("(erased)", "lifted"))
        self.assertTrue(shown["slug"].startswith("erased-"))
        self.office.ctl("show", "lifted", code=66)
        self.office.ctl("kill", lifted, "--reason", "wrong", code=REFUSED)
        until(lambda: WORD not in feed.read_text(), 15, "the feed without it")
        self.assertIn(WORD, (self.office.press / "lifted.txt").read_text(), "what is out stays")
        self.office.kill()
        self.assertEqual(self.holders(secrets), [])
        self.office.start()
        self.assertEqual(self.office.show(others[70])["slug"], "other-70")
        self.assertEqual(self.office.stop(), 0)
        verify = self.office.ctl(
            "audit", "verify", "--state", self.office.state, "--keys", self.office.keys)
        self.assertIn("Good", verify.out)
        self.assertIn("rows are as the records say", verify.out)
        self.office.start()
        events = [
            one["event"]
            for one in self.office.ctl("audit", "--release", lifted, "--json").json
        ]
        self.assertEqual(events[-1], "release.erased")

    def test_a_quota_leaves_room_for_others(self):
        self.assertEqual(self.office.stop(), 0)
        self.office.settings["intake"] = {"max_queue_per_submitter": 3}
        self.office.start()
        for number in range(3):
            self.submit(f"mine-{number}", 3600)
        path = self.office.write(
            "one-more.txt", texts.release("One more", texts.instant_ahead(3600)))
        ran = self.office.ctl("submit", path, code=BUSY)
        self.assertIn("max_queue_per_submitter", ran.err)
        self.office.ctl("withdraw", "mine-0", "--reason", "room")
        self.office.ctl("submit", path)

    def test_an_output_that_goes_while_releases_wait_for_it_is_announced(self):
        release = self.submit("waits", 3600)
        self.office.outputs = [one for one in self.office.outputs if one["name"] != "wire"]
        self.office.reload()

        def is_told():
            return any(
                "wire" in one for one in self.office.ctl("status", "--json").json["problems"])

        until(is_told, 30, "the problem in status")
        self.assertIn("wire", self.office.ctl("why", release).out)
        self.office.ctl("set", "waits", "--output", "newsroom")
        # The queue is looked at again each minute while there is something to tell.
        until(lambda: not is_told(), 75, "the end of the problem")


if __name__ == "__main__":
    unittest.main()
