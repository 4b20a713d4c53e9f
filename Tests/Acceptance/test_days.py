"""embargod-days: days of simulated time with the real ledger and outputs."""

import subprocess
import tempfile
import unittest

from harness.office import PROGRAMS

PROGRAM = PROGRAMS / "embargod-days"


@unittest.skipUnless(PROGRAM.is_file(), "there is no embargod-days among the programs")
class DaysTests(unittest.TestCase):
    def test_two_days_lift_what_was_queued_and_leave_nothing_behind(self):
        with tempfile.TemporaryDirectory(prefix="embargo-") as folder:
            options = ["--days", "2", "--releases", "20", "--retention", "1", "--folder", folder]
            run = subprocess.run([PROGRAM, *options], capture_output=True, text=True, timeout=120)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.assertEqual(run.stderr, "")
            self.assertIn("38 releases in 2 days: 76 pages", run.stdout)
            rows = [line.split() for line in run.stdout.splitlines()[1:3]]
            self.assertEqual([row[:2] for row in rows], [["1", "19"], ["2", "38"]])
            left = subprocess.run(["ls", "-A", folder], capture_output=True, text=True, check=True)
            self.assertEqual(left.stdout, "")


if __name__ == "__main__":
    unittest.main()
