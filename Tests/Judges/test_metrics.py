"""Prometheus' own tool reads the metrics and the alert rules."""

import shutil
import subprocess
import unittest

from harness import texts
from harness.office import ROOT, Office, UnixConnection
from harness.waiting import until


class PromtoolTests(unittest.TestCase):
    def setUp(self):
        self.assertTrue(shutil.which("promtool"), "Debian's package prometheus is not installed")

    def test_the_metrics_are_well_formed_and_well_named(self):
        office = Office(self)
        office.add_files()
        office.start()
        office.submit(texts.release("A Bridge Is Opened", texts.instant_ahead(3)))
        until(lambda: any(office.press.iterdir()), 20, "the lift", every=0.2)
        until(lambda: b"lateness_seconds_bucket" in page(office), 20, "its count", every=0.2)
        judge = subprocess.run(
            ["promtool", "check", "metrics"], input=page(office), capture_output=True, timeout=60
        )
        self.assertEqual((judge.returncode, judge.stderr), (0, b""))

    def test_the_alert_rules_are_understood(self):
        rules = ROOT / "docs/alerts.yml"
        judge = subprocess.run(
            ["promtool", "check", "rules", rules], capture_output=True, text=True, timeout=60
        )
        self.assertEqual(judge.returncode, 0, judge.stdout + judge.stderr)
        self.assertIn("rules found", judge.stdout)


def page(office):
    connection = UnixConnection(str(office.socket))
    try:
        connection.request("GET", "/metrics")
        return connection.getresponse().read()
    finally:
        connection.close()


if __name__ == "__main__":
    unittest.main()
