"""Preflight: what would stand in the way of a lift is said an hour ahead, and when it is over."""

import unittest

from harness import texts
from harness.office import Office
from harness.receiver import Receiver
from harness.waiting import until


class PreflightTests(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.office = Office(self)
        self.office.add_files()
        self.office.add_webhook(self.receiver.url)
        self.office.start()
        self.away = self.office.folder / "elsewhere"

    def submit(self, seconds):
        """A release that lifts in so many seconds."""
        instant = texts.instant_ahead(seconds)
        return self.office.submit(texts.release("A Bridge Is Opened", instant), slug="bridge")

    def preflights(self):
        """The data of the preflight records, oldest first."""
        records = self.office.ctl("audit", "--release", "bridge", "--json").json
        return [one["data"] for one in records if one["event"] == "release.preflight"]

    def wait_for_preflights(self, count):
        until(lambda: len(self.preflights()) >= count, 30, f"{count} records", every=0.2)
        found = self.preflights()
        self.assertEqual(len(found), count, found)
        return found[-1]

    def faces(self):
        """What people see: the problems in status, the blocks and sentences of why."""
        why = self.office.get("/v1/releases/bridge/why")
        problems = [one for one in self.office.get("/v1/status")["problems"] if "preflight" in one]
        return problems, why["blocked_by"], why["sentences"]

    def test_a_directory_that_is_gone_an_hour_ahead_is_announced_and_so_is_its_return(self):
        self.submit(3600 + 4)
        self.office.press.rename(self.away)
        data = self.wait_for_preflights(1)
        self.assertEqual(data["horizon"], "1h")
        (problem,) = data["problems"]
        self.assertEqual((problem["code"], problem["output"]), ("output-unusable", "newsroom"))
        self.assertIn(str(self.office.press), problem["text"])
        problems, blocks, sentences = self.faces()
        self.assertIn("preflight 1 h before the lift", problems[0])
        self.assertIn("create it", problems[0])
        self.assertEqual([block["code"] for block in blocks], ["output-unusable"])
        self.assertIn("Preflight 1 h before its lift", " ".join(sentences))
        self.assertIn("warning: ", self.office.said)
        self.assertNotIn("bridge", self.office.said.lower())
        self.away.rename(self.office.press)
        self.assertEqual(self.wait_for_preflights(2)["problems"], [])
        problems, blocks, sentences = self.faces()
        self.assertEqual((problems, blocks), ([], []))
        self.assertIn("Nothing else stands in its way.", sentences)

    def test_a_restart_finds_it_again_and_records_it_once(self):
        self.submit(1800)
        self.office.press.rename(self.away)
        self.office.kill()
        self.office.start()
        self.assertEqual(self.wait_for_preflights(1)["horizon"], "1h")
        self.office.kill()
        self.office.start()
        until(lambda: self.faces()[0], 30, "the problem in status", every=0.2)
        self.wait_for_preflights(1)
        self.away.rename(self.office.press)
        self.assertEqual(self.wait_for_preflights(2)["problems"], [])

    def test_a_secret_that_is_gone_or_has_changed_is_found(self):
        self.submit(3600 + 4)
        key = self.office.folder / "webhook.key"
        text = key.read_text()
        key.unlink()
        (problem,) = self.wait_for_preflights(1)["problems"]
        self.assertEqual((problem["code"], problem["output"]), ("output-unusable", "wire"))
        self.assertIn("secret cannot be read", problem["text"])
        key.write_text("whsec_" + "c2VjcmV0" * 4 + "\n")
        until(lambda: "has been changed" in self.why_text(), 30, "the other problem", every=0.2)
        self.assertNotIn("whsec_", self.why_text() + self.office.said)
        key.write_text(text)
        self.assertEqual(self.wait_for_preflights(2)["problems"], [])

    def why_text(self):
        return self.office.ctl("why", "bridge").out


if __name__ == "__main__":
    unittest.main()
