"""Freeze and thaw: nothing lifts between them, whatever happens to the daemon."""

import time
import unittest

from harness import texts
from harness.office import Office
from harness.receiver import Receiver
from harness.waiting import sleep_until, until

REFUSED = 65


class FreezeTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)
        self.office.settings["late"] = {"grace": "20s"}
        self.office.add_files()
        self.receiver = Receiver(0, lambda arrival: 200)
        self.addCleanup(self.receiver.close)
        self.office.add_webhook(self.receiver.url)
        self.office.start()

    def page(self, slug):
        return self.office.press / f"{slug}.txt"

    def submit(self, slug, seconds):
        instant = texts.instant_ahead(seconds)
        text = texts.release(f"All about {slug}", instant if seconds else None)
        self.office.submit(text, slug=slug)
        return instant

    def test_nothing_lifts_until_the_thaw_over_kill_9_and_restart(self):
        instant = self.submit("armed", 6)
        # Within its two seconds of arming.
        sleep_until(instant - 1.2)
        ran = self.office.ctl("freeze", "--reason", "somebody has our key")
        self.assertIn("Frozen", ran.out)
        self.assertLess(time.time(), instant, "the machine was too slow for this test")
        self.submit("at-once", 0)
        self.office.kill()
        self.office.start()
        sleep_until(instant + 3)
        self.assertEqual(self.office.stop(), 0)
        self.office.start()
        sleep_until(instant + 6)
        self.assertEqual(list(self.office.press.iterdir()), [])
        self.assertEqual(self.receiver.arrivals, [])
        self.assertIn("frozen since", self.office.ctl("status").out.splitlines()[0])
        self.assertIn("frozen since", self.office.ctl("list").out.splitlines()[0])
        why = self.office.ctl("why", "armed").out
        self.assertIn("embargoctl thaw", " ".join(why.split()))
        self.assertIn("daemon.frozen", self.office.said)
        refused = self.office.ctl("freeze", "--reason", "again", code=REFUSED)
        self.assertIn("frozen since", refused.err)
        self.assertIn("Thawed", self.office.ctl("thaw").out)
        for slug in ("armed", "at-once"):
            until(self.page(slug).exists, 10.0, slug)
        self.receiver.wait_for(2)
        self.assertNotIn("frozen", self.office.ctl("status").out)
        self.office.ctl("thaw", code=REFUSED)
        events = [one["event"] for one in self.office.ctl("audit", "--json").json]
        frozen, thawed = events.index("daemon.frozen"), events.index("daemon.thawed")
        self.assertNotIn("release.lifted", events[frozen:thawed])

    def test_after_a_thaw_what_is_too_late_is_held_and_a_kill_never_waits(self):
        self.submit("out", 0)
        until(self.page("out").exists, 10.0, "the page")
        self.receiver.wait_for(1)
        late = self.submit("late", 1)
        self.office.ctl("freeze", "--reason", "a threat")
        if self.page("late").exists():
            self.skipTest("the machine was too slow for this test")
        self.office.ctl("kill", "out", "--reason", "it is not true")
        self.receiver.wait_for(2)
        until(
            lambda: "must not be used" in self.page("out").read_text(), 10.0, "the killed page"
        )
        sleep_until(late + 21)
        young = self.submit("young", 1)
        sleep_until(young + 1)
        self.office.ctl("thaw")
        until(self.page("young").exists, 10.0, "what is not too late")
        until(lambda: self.office.show("late")["held"], 10.0, "what is too late")
        self.assertEqual(self.office.show("late")["held"]["cause"], "late")
        self.assertFalse(self.page("late").exists())


if __name__ == "__main__":
    unittest.main()
