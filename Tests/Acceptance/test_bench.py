"""The programs of the benchmarks say what happened: without this their figures mean nothing."""

import os
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Bench"))

import programs  # noqa: E402
import table  # noqa: E402
import texts  # noqa: E402
from watcher import Client, Observer, Reference, check_once, soon  # noqa: E402

SPACING = 5_000_000
COUNT = 20


class BenchTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        programs.build_c()

    def setUp(self):
        # Below .build: a file system in memory may have no unnamed files.
        scratch = tempfile.TemporaryDirectory(dir=programs.SCRATCH)
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.press, self.staging = self.folder / "press", self.folder / "staging"
        self.press.mkdir()
        self.staging.mkdir()

    def observer(self, **more):
        observer = Observer(self.folder / "seen.tsv", **more)
        self.addCleanup(observer.end)
        return observer

    def test_the_reference_is_never_early_and_the_observer_sees_each_file_once(self):
        observer = self.observer(folders=[self.press])
        plan = [(number * SPACING, f"file-{number}") for number in range(COUNT)]
        reference = Reference(self.folder, plan, self.press, self.staging)
        self.addCleanup(reference.end)
        observer.mark()
        base = soon()
        rows = reference.lift(base, within=30)
        self.assertIsNotNone(observer.wait_for(COUNT, within=10))
        seen = {event.name: event.at for event in observer.events()}
        self.assertEqual(sorted(seen), sorted(name for _, name in plan))
        for (offset, wanted), (name, linked, durable) in zip(plan, rows, strict=True):
            self.assertEqual(name, wanted)
            self.assertGreaterEqual(linked, base + offset)
            self.assertGreaterEqual(durable, linked)
            self.assertGreaterEqual(seen[name], base + offset)
            self.assertEqual((self.press / name).stat().st_size, 4096)

    def test_a_burst_of_the_reference_is_one_batch_that_is_durable_at_once(self):
        plan = [(0, f"file-{number}") for number in range(COUNT)]
        reference = Reference(self.folder, plan, self.press, self.staging)
        self.addCleanup(reference.end)
        rows = reference.lift(soon(), within=30)
        self.assertEqual(len({durable for _, _, durable in rows}), 1)

    def test_the_client_sends_each_request_once_and_not_before_the_instant(self):
        observer = self.observer(ports=2)
        client = Client(observer.ports, COUNT, 5000, 4, "c")
        self.addCleanup(client.end)
        due = soon()
        self.assertEqual(client.send(due), COUNT)
        events = observer.events()
        self.assertEqual(check_once(events, [f"c{number}" for number in range(COUNT)])[0], COUNT)
        self.assertEqual({event.size for event in events}, {5000})
        self.assertEqual([event.place for event in events].count(0), COUNT // 2)
        self.assertGreaterEqual(min(event.at for event in events), due)

    def test_a_port_that_refuses_or_hangs_is_noticed_by_the_client(self):
        observer = self.observer(ports=2)
        observer.port_does("refuse", 1)
        refused = Client(observer.ports, COUNT, 100, 4, "c")
        self.addCleanup(refused.end)
        self.assertEqual(refused.send(soon()), COUNT // 2)
        self.assertEqual({event.place for event in observer.events()}, {0})
        observer.port_does("answer")
        again = Client(observer.ports, COUNT, 100, 4, "d")
        self.addCleanup(again.end)
        self.assertEqual(again.send(soon()), COUNT)

    def test_the_client_refuses_an_instant_that_has_passed(self):
        observer = self.observer(ports=1)
        client = Client(observer.ports, 1, 100, 1, "c")
        self.addCleanup(client.end)
        with self.assertRaisesRegex(RuntimeError, "client ended with 2"):
            client.send(time.time_ns() - 1)
        self.assertEqual(observer.events(), [])

    def test_a_file_that_is_seen_twice_is_counted_as_such(self):
        observer = self.observer(folders=[self.press])
        for _ in range(2):
            (self.press / "twice").touch()
            os.unlink(self.press / "twice")
        (self.press / "once").touch()
        self.assertIsNotNone(observer.wait_for(3, within=10))
        self.assertEqual(check_once(observer.events(), ["once", "twice", "never"]), (1, 1, 1))

    def test_figures_are_percentiles_of_all_that_was_measured(self):
        values = list(range(1, 101))
        self.assertEqual(table.percentile(values, 99), 99)
        self.assertEqual(table.percentile([7], 99), 7)
        self.assertEqual(table.span(1_234_000), "1.23 ms")
        self.assertEqual(table.span(-56_700), "-56.7 us")
        self.assertEqual(len(texts.text("Headline", "2026-11-26T06:00:00Z").encode()), texts.BYTES)


if __name__ == "__main__":
    unittest.main()
