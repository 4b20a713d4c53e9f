"""Full disks: of the ledger and of an output, at submission and at a lift."""

import ctypes
import errno
import json
import os
import subprocess
import time
import unittest

from harness import texts
from harness.office import Office
from harness.receiver import Receiver
from harness.waiting import sleep_until, until

NEW_MOUNTS = 0x20000  # CLONE_NEWNS
TRY_AGAIN = 75


def setUpModule():
    """Takes mounts of our own, which vanish with this process and which nobody else sees."""
    if os.geteuid() != 0:
        raise unittest.SkipTest("only root may mount the small disks of these tests")
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_MOUNTS) != 0:
        raise unittest.SkipTest(f"mounting is not allowed here: {os.strerror(ctypes.get_errno())}")
    made = subprocess.run(["mount", "--make-rprivate", "/"], capture_output=True, text=True)
    if made.returncode != 0:
        raise unittest.SkipTest(f"mounting is not allowed here: {made.stderr.strip()}")


class FullDiskTests(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.office = Office(self)
        self.mount(self.office.state, "12m")
        self.mount(self.office.press, "1m")
        self.office.add_files()
        self.office.add_email()
        self.office.add_webhook(self.receiver.url)
        self.acknowledged = {}

    def mount(self, folder, size):
        folder.mkdir(exist_ok=True)
        options = f"size={size},mode=0750"
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True
        )
        if made.returncode != 0:
            self.skipTest(f"a small disk cannot be mounted: {made.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "--lazy", folder], check=True)

    def fill(self, folder):
        """Takes all the space that is left; gives the file that holds it."""
        path = folder / "filler"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            for size in (1 << 16, 1 << 12, 1):
                while True:
                    try:
                        os.write(descriptor, b"x" * size)
                    except OSError as error:
                        self.assertEqual(error.errno, errno.ENOSPC)
                        break
        finally:
            os.close(descriptor)
        return path

    def text(self, number):
        return texts.release(f"Item {number} of the Agenda Is Published", self.at)

    def submit(self, number):
        """Submits one by embargoctl; its exit code and what it said."""
        file = self.office.write(f"{number}.txt", self.text(number))
        ran = self.office.ctl("submit", file, "--slug", f"item-{number}", "--json", code=None)
        if ran.code == 0:
            self.acknowledged[f"item-{number}"] = ran.json["id"]
        return ran

    def submit_all(self, count):
        for number in range(count):
            self.assertEqual(self.submit(number).code, 0)

    def wait_until_armed(self, count):
        def is_armed():
            records = self.office.ctl("audit", "--json").json
            return sum(record["event"] == "release.armed" for record in records) >= count

        until(is_armed, 15, "the arming", every=0.1)

    def problems(self):
        return " ".join(self.office.get("/v1/status")["problems"])

    def check_everything_went_out_once(self, within=20.0):
        """Every acknowledged release, and nothing else, is lifted and delivered exactly once."""

        def is_delivered():
            page = self.office.get("/v1/deliveries?limit=1000")["releases"]
            found = {one["slug"]: one["state"] for one in page}
            self.assertEqual(found, dict.fromkeys(self.acknowledged, "lifted"))
            states = {each["state"] for one in page for each in one["deliveries"]}
            self.assertEqual(states, {"delivered"})
            return True

        until(is_delivered, within, "every delivery", every=0.1)
        names = {path.name for path in self.office.press.iterdir()} - {"filler"}
        self.assertEqual(names, {f"{slug}.txt" for slug in self.acknowledged})
        for slug in self.acknowledged:
            number = slug.removeprefix("item-")
            self.assertEqual((self.office.press / f"{slug}.txt").read_text(), self.text(number))
        self.assertEqual(len(self.office.messages()), len(self.acknowledged))
        ids = {one.id for one in self.receiver.arrivals}
        self.assertEqual(len(ids), len(self.acknowledged))
        self.assertGreaterEqual(min(one.at for one in self.receiver.arrivals), self.at * 10**9)
        self.office.ctl("audit", "verify")
        until(lambda: not self.problems(), 5, "an end of the problems", every=0.1)

    def count(self, event):
        records = self.office.ctl("audit", "--limit", "1000", "--json").json
        return sum(record["event"] == event for record in records)

    def test_a_ledger_that_is_full_at_submission_refuses_and_loses_nothing(self):
        self.office.start()
        self.at = texts.instant_ahead(12)
        self.submit_all(3)
        filler = self.fill(self.office.state)
        refused = None
        for number in range(3, 60):
            ran = self.submit(number)
            if ran.code != 0:
                refused = ran
                break
        self.assertIsNotNone(refused, "57 releases fitted on a full disk")
        self.assertEqual(refused.code, TRY_AGAIN, refused.err)
        self.assertIn("disk is full", refused.err)
        self.assertEqual(json.loads(refused.out)["code"], "no-space")
        self.assertIn("full", self.problems())
        self.assertEqual(self.submit("again").code, TRY_AGAIN)
        listed = self.office.ctl("list", "--json").json
        self.assertEqual({one["slug"] for one in listed}, set(self.acknowledged))
        filler.unlink()
        until(lambda: self.submit("after").code == 0, 10, "an accepted submission", every=0.2)
        self.assertEqual(self.count("ledger.space-returned"), 1)
        self.office.kill()
        self.office.start()
        self.check_everything_went_out_once(within=25)

    def test_a_ledger_that_fills_up_before_arming_pauses_lifting_and_goes_on_by_itself(self):
        self.office.start()
        self.at = texts.instant_ahead(6)
        self.submit_all(2)
        filler = self.fill(self.office.state)
        until(lambda: "full" in self.problems(), 10, "the announcement", every=0.1)
        self.assertIn("full", self.office.ctl("why", "item-0").out)
        codes = {one["code"] for one in self.office.show("item-0")["blocked_by"]}
        self.assertEqual(codes, {"ledger-full"})
        sleep_until(self.at + 1)
        self.assertEqual(list(self.office.press.iterdir()), [])
        filler.unlink()
        self.check_everything_went_out_once()

    def test_a_ledger_that_fills_up_between_arming_and_lift_records_it_when_it_has_space(self):
        self.office.start()
        self.at = texts.instant_ahead(6)
        self.submit_all(5)
        self.wait_until_armed(5)
        filler = self.fill(self.office.state)
        until(lambda: len(list(self.office.press.iterdir())) == 5, 10, "the files", every=0.05)
        self.assertGreaterEqual(time.time(), self.at)
        until(lambda: "full" in self.problems(), 5, "the announcement", every=0.1)
        sleep_until(self.at + 3)
        filler.unlink()
        self.check_everything_went_out_once()
        self.assertLessEqual(self.count("ledger.space-returned"), 1)

    def test_a_kill_while_the_ledger_is_full_at_a_lift_repeats_nothing(self):
        self.office.start()
        self.at = texts.instant_ahead(6)
        self.submit_all(5)
        self.wait_until_armed(5)
        filler = self.fill(self.office.state)
        until(lambda: len(list(self.office.press.iterdir())) == 5, 10, "the files", every=0.05)
        self.office.kill()
        filler.unlink()
        self.office.start()
        self.check_everything_went_out_once()

    def test_a_full_output_is_announced_before_the_lift_and_filled_when_it_has_space(self):
        self.office.start()
        self.at = texts.instant_ahead(6)
        filler = self.fill(self.office.press)
        self.submit_all(2)
        until(lambda: "newsroom" in self.problems(), 10, "the announcement", every=0.1)
        self.assertLess(time.time(), self.at, "announced only after the instant")

        def is_retrying():
            return self.office.delivery("item-0", "newsroom")["state"] == "retrying"

        until(is_retrying, 10, "a failed attempt", every=0.05)
        for output in ("media-list", "wire"):
            delivery = self.office.delivery("item-0", output)
            self.assertEqual(delivery["state"], "delivered")
            self.assertLess(delivery["lateness_ns"], 10**9)
        self.assertEqual(self.office.show("item-0")["state"], "lifted")
        names = [path.name for path in self.office.press.iterdir()]
        self.assertEqual(names, ["filler"])
        filler.unlink()
        self.check_everything_went_out_once()
        self.assertGreaterEqual(self.office.delivery("item-0", "newsroom")["attempts"], 2)


if __name__ == "__main__":
    unittest.main()
