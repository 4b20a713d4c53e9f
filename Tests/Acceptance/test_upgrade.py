"""A state directory that the first version left is taken up: queue, records and words.

fixtures/first-state holds the ledger of that version (schema 1: nothing sealed, no keys, no
checkpoints) with releases in every state that it knew, and two of the files that it was given.
"""

import gzip
import unittest
from pathlib import Path

from harness.office import Office
from harness.waiting import until

FIRST = Path(__file__).parent / "fixtures" / "first-state"
# What that version's embargoctl said of it.
STATES = {
    "waits": "scheduled",
    "replaced": "scheduled",
    "zone": "scheduled",
    "held": "held",
    "out": "lifted",
    "failed": "lifted",
    "withdrawn": "withdrawn",
}
HEAD = "23:95c533978f06a6f42090faf578ae5903178c7638e82ee7ee43fd9102522f58f9"
WORDS = [b"canarywaits", b"canaryheld", b"canaryreplace", b"canaryzone", b"A Release That Waits"]


class UpgradeTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)
        self.office.add_files()
        self.office.add_email()
        self.office.add_webhook("http://127.0.0.1:9/x", attempts=["1s"])
        self.office.state.mkdir(mode=0o700)
        self.ledger = self.office.state / "ledger.sqlite"
        self.ledger.write_bytes(gzip.decompress((FIRST / "ledger.sqlite.gz").read_bytes()))

    def states(self):
        listed = self.office.ctl("list", "--all", "--json").json
        return {one["slug"]: one["state"] for one in listed}

    def test_the_first_version_left_its_words_open(self):
        for word in WORDS:
            self.assertIn(word, self.ledger.read_bytes())

    def test_the_queue_is_the_same_and_goes_out(self):
        self.office.start()
        self.assertEqual(self.states(), STATES)
        waits = self.office.show("waits")
        self.assertEqual(waits["instant"], "2031-05-01T13:00:00Z")
        self.assertIn("the figures are in doubt", self.office.ctl("why", "held").out)
        self.office.ctl("lift", "waits", "--reason", "the embargo was broken")
        until(lambda: self.office.show("waits")["state"] == "lifted", 15, "the lift", every=0.05)
        published = (self.office.press / "waits.txt").read_text()
        self.assertIn("canarywaits", published)
        files = list(self.office.press.rglob("chart.png"))
        self.assertEqual([one.read_bytes() for one in files], [(FIRST / "chart.png").read_bytes()])

    def test_the_records_go_on_where_they_ended(self):
        self.office.start()
        self.office.stop()
        ran = self.office.ctl(
            *("audit", "verify", "--state", self.office.state, "--keys", self.office.keys),
            *("--head", HEAD, "--json"),
        )
        self.assertEqual(ran.json["verdict"], "good")
        self.assertEqual(ran.json["uncovered"], len(STATES))
        self.office.start()
        told = self.office.ctl("audit", "--json", "--limit", 100).json
        self.assertEqual([one["seq"] for one in told], list(range(1, len(told) + 1)))
        self.assertGreaterEqual(ran.json["checkpoints"], 1)

    def test_its_words_are_sealed_and_gone_from_the_disk(self):
        self.office.start()
        for path in self.office.state.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            for word in WORDS:
                self.assertNotIn(word, content, path)

    def test_without_keys_nothing_is_touched(self):
        before = self.ledger.read_bytes()
        self.office.keys.unlink()
        self.office.launch()
        self.assertEqual(self.office.process.wait(20), 78)
        self.assertIn("embargoctl key create", self.office.said)
        self.assertEqual(self.ledger.read_bytes(), before)

    def test_a_kill_while_it_is_sealed_leaves_one_or_the_other(self):
        original = self.ledger.read_bytes()
        for step in range(12):
            self.ledger.write_bytes(original)
            for name in ("ledger.sqlite-wal", "ledger.sqlite-shm"):
                (self.office.state / name).unlink(missing_ok=True)
            self.office.launch()
            self.office.hear(0.02 * step)
            self.office.kill()
            self.office.start()
            self.assertEqual(self.states(), STATES, step)
            self.office.stop()


if __name__ == "__main__":
    unittest.main()
