"""Every edit of records, rows and exports is noticed by both verifiers, and nothing good is not."""

import subprocess
import unittest
from pathlib import Path

TAMPER = Path(__file__).resolve().parent.parent.parent / "scripts" / "tamper"


class TamperTests(unittest.TestCase):
    def test_some_hundreds_of_edits_are_all_noticed(self):
        run = subprocess.run(
            [TAMPER, "--edits", "400", "--good", "40", "--seed", "7"],
            capture_output=True, text=True, timeout=600)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertIn("400 edits", run.stdout)
        self.assertIn(" 0 missed or false", run.stdout)


if __name__ == "__main__":
    unittest.main()
