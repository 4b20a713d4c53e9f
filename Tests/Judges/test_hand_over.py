"""A mail server that fails, hangs, or is not there; and a hand-over that is killed."""

import os
import signal
import subprocess
import unittest
from pathlib import Path

from harness.office import PROGRAMS
from harness.waiting import until
from test_mail import MailOffice


class HandOverTests(unittest.TestCase):
    def setUp(self):
        self.office = MailOffice(self)
        self.office.start()
        self.office.publish(attachments={})
        self.sent = self.office.folder / "sent"

    def sendmail(self, script):
        path = self.office.folder / "sendmail"
        path.write_text(f"#!/bin/sh\necho sent >>{self.sent}\n{script}\n")
        path.chmod(0o755)
        return ["--sendmail", path, "--pause", 0]

    def count(self):
        return len(self.sent.read_text().splitlines()) if self.sent.exists() else 0

    def states(self):
        return list(self.office.listed().values())

    def test_a_hand_over_that_is_killed_is_not_begun_again_but_waits_for_a_person(self):
        more = self.sendmail("cat >/dev/null; exec sleep 600")
        run = subprocess.Popen(
            [PROGRAMS / "embargoctl", "mail", "hand-over", "media-list", "--config",
             self.office.config, "--socket", self.office.socket, *map(str, more)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: self.count() == 1, 20, "the hand-over")
        self.assertEqual(self.states(), ["sending"])
        children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
        run.kill()
        run.wait()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        for _ in range(3):
            self.office.hand_over(None, *self.sendmail("exit 0"))
            self.assertEqual(self.states(), ["uncertain"])
        self.assertEqual(self.count(), 1)
        self.assertEqual(len(self.office.records("mail.uncertain")), 1)
        problems = "\n".join(self.office.get("/v1/status")["problems"])
        self.assertIn("may have been sent or not", problems)
        # A person decides.
        self.office.ctl(
            "mail", "resend", "media-list", "--all", "--reason", "not in the log", "--config",
            self.office.config)
        self.office.hand_over(None, *self.sendmail("exit 0"))
        self.assertEqual((self.states(), self.count()), ([], 2))
        self.assertEqual(self.office.records("mail.resent")[0]["data"]["detail"], "not in the log")
        self.assertEqual(len(self.office.records("mail.handed-over")), 1)
        problems = "\n".join(self.office.get("/v1/status")["problems"])
        self.assertNotIn("may have been sent or not", problems)

    def test_what_may_pass_is_tried_again_and_what_does_not_waits(self):
        self.office.hand_over(None, *self.sendmail("echo full >&2; exit 75"))
        self.assertEqual(self.states(), ["deferred"])
        self.office.hand_over(None, *self.sendmail("echo no such list >&2; exit 67"))
        self.assertEqual(self.states(), ["failed"])
        self.office.hand_over(None, *self.sendmail("exit 0"))
        self.assertEqual(self.count(), 2)
        [record] = self.office.records("mail.refused")
        self.assertIn("no such list", record["data"]["detail"])
        self.office.ctl(
            "mail", "discard", "media-list", "--all", "--reason", "the list is gone", "--config",
            self.office.config)
        self.assertEqual(self.states(), [])
        self.assertEqual(len(self.office.records("mail.discarded")), 1)

    def test_a_hang_is_bounded(self):
        self.office.hand_over(None, *self.sendmail("exec sleep 600"), "--timeout", 1)
        self.assertEqual(self.states(), ["uncertain"])

    def test_while_the_daemon_is_down_reports_wait_and_are_recorded_once(self):
        self.office.kill()
        self.office.hand_over(None, *self.sendmail("exit 0"))
        self.assertEqual(len(list((self.office.spool / "reports").iterdir())), 1)
        self.office.start()
        for _ in range(2):
            self.office.hand_over(None, *self.sendmail("exit 0"))
        self.assertEqual(self.count(), 1)
        self.assertEqual(len(self.office.records("mail.handed-over")), 1)
        self.assertEqual(list((self.office.spool / "reports").iterdir()), [])

if __name__ == "__main__":
    unittest.main()
