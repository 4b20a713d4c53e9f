"""Announcements: who must act is told by mail, by a request, and in a file, and never too much."""

import email
import email.policy
import json
import unittest

from harness import texts
from harness.office import Office
from harness.receiver import Receiver
from harness.waiting import sleep_until, until

# Words that nobody may read who was only promised ids.
HEADLINE, SLUG, REASON = "A Canary Sings at Midnight", "canary-slug", "because the canary is ill"
SECRETS = ("canary", "Canary", "midnight", "Midnight")
# Looking takes two seconds, the engine's own looks up to ten, and this machine may be busy.
PATIENCE = 40


class AnnounceTests(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.office = Office(self)
        self.office.add_files()
        self.desk = self.office.folder / "desk"
        self.desk.mkdir()
        self.wall = self.office.folder / "wall"
        self.away = self.office.folder / "elsewhere"
        # The disk of whoever runs this may be full, which is not what is tested.
        common = {"disk_low": "0B"}
        self.office.add_announcements(
            "desk",
            "mail",
            spool=self.desk,
            audience="staff",
            **{"from": "embargod <embargod@example.org>", "to": ["desk@example.org"]},
            **common,
        )
        self.office.add_announcements(
            "chat",
            "webhook",
            url=self.receiver.url,
            secret={"file": self.office.folder / "webhook.key"},
            allow_private=True,
            **common,
        )
        self.office.add_announcements("wall", "file", path=self.wall, **common)

    # What was told

    def letters(self):
        """Messages in the spool by the order in which they came; the first one makes the folder."""
        new = self.desk / "new"
        found = new.iterdir() if new.exists() else ()
        found = sorted(found, key=lambda one: one.stat().st_mtime_ns)
        policy = email.policy.default
        return [email.message_from_bytes(one.read_bytes(), policy=policy) for one in found]

    def requests(self):
        """Type and state of each request, each message once."""
        seen = {}
        for arrival in self.receiver.arrivals:
            document = arrival.document
            self.assertTrue(arrival.is_signed(self.office.key))
            seen[arrival.id] = (document["type"], document["data"]["state"])
        return list(seen.values())

    def lines(self):
        return self.wall.read_text().splitlines() if self.wall.exists() else []

    def wait_for(self, event, state):
        """Returns when the request and the line have come; a letter may still be on its way."""

        def told():
            self.assertIn((f"announcement.{event}", state), self.requests())
            line = [one for one in self.lines() if f" {state} {event} " in one]
            self.assertTrue(line, f"no line of {state} {event}")
            return line[-1]

        return until(told, PATIENCE, f"{state} {event}", every=0.2)

    def wait_for_letter(self, subject):
        def come():
            return [one for one in self.letters() if one["subject"] == f"[embargod] {subject}"]

        return until(come, PATIENCE, subject, every=0.2)[-1]

    def assert_nothing_leaked(self, log=True):
        """Neither to those who were only promised ids nor into the log; reasons stand in that."""
        told = self.office.said if log else ""
        told += "\n".join(self.lines())
        told += "".join(one.body.decode() for one in self.receiver.arrivals)
        for secret in SECRETS:
            self.assertNotIn(secret, told)

    def submit(self, seconds, **more):
        text = texts.release(HEADLINE, texts.instant_ahead(seconds))
        return self.office.submit(text, slug=SLUG, **more)["id"]

    # The tests

    def test_a_problem_ahead_is_told_before_the_instant_and_so_is_its_end(self):
        self.office.start()
        release = self.submit(3600 + 5)
        self.office.press.rename(self.away)
        line = self.wait_for("preflight", "problem")
        self.assertIn(f"release={release}", line)
        self.assertIn("output-unusable (newsroom)", line)
        letter = self.wait_for_letter("Problem: preflight found a problem")
        self.assertEqual(letter["to"], "desk@example.org")
        self.assertEqual(letter["auto-submitted"], "auto-generated")
        body = letter.get_content()
        for word in (HEADLINE, SLUG, release, str(self.office.press), "embargoctl why"):
            self.assertIn(word, body)
        self.away.rename(self.office.press)
        self.wait_for("preflight", "resolved")
        self.wait_for_letter("Over: preflight found a problem")
        self.assert_nothing_leaked()

    def test_a_lift_is_told_and_that_it_has_arrived_everywhere(self):
        self.office.start()
        self.submit(3)
        self.wait_for("lifted", "milestone")
        self.wait_for("confirmed", "milestone")
        letter = self.wait_for_letter("Confirmed everywhere")
        self.assertIn(HEADLINE, letter.get_content())
        self.assertEqual(len([one for one in self.lines() if " lifted " in one]), 1)
        self.assert_nothing_leaked()

    def test_what_is_held_and_let_go_is_told_without_the_reason(self):
        self.office.start()
        self.submit(7200)
        self.office.ctl("hold", SLUG, "--reason", REASON)
        self.wait_for("held", "milestone")
        self.assertIn(REASON, self.wait_for_letter("Held").get_content())
        self.office.ctl("resume", SLUG)
        self.wait_for("held", "resolved")
        self.office.ctl("freeze", "--reason", REASON)
        self.wait_for("held", "problem")
        self.office.ctl("thaw")
        self.assert_nothing_leaked(log=False)

    def test_a_text_whose_embargo_cannot_be_understood_is_told_once(self):
        self.office.start()
        text = texts.release(HEADLINE).replace("FOR IMMEDIATE RELEASE", "EMBARGOED UNTIL NOON")
        for _ in range(3):
            path = self.office.write("canary.txt", text)
            self.office.ctl("submit", path, code=65)
        line = self.wait_for("refused", "problem")
        self.assertIn("nothing is queued", line)
        self.assert_nothing_leaked()
        self.assertEqual(len([one for one in self.lines() if " refused " in one]), 1)

    def test_a_crash_loses_nothing_and_repeats_nothing_under_another_name(self):
        self.office.start()
        instant = texts.instant_ahead(3)
        release = self.office.submit(texts.release(HEADLINE, instant), slug=SLUG)["id"]
        self.office.kill()
        sleep_until(instant + 1)
        self.office.start()
        self.assertIn(release, self.wait_for("confirmed", "milestone"))
        for _ in range(2):
            self.office.kill()
            self.office.start()
        self.office.ctl("announce", "test")
        for event, subject in (("lifted", "Lifted"), ("confirmed", "Confirmed everywhere")):
            ids = {
                one.id
                for one in self.receiver.arrivals
                if one.document["type"] == f"announcement.{event}"
            }
            self.assertEqual(len(ids), 1, event)
            self.wait_for_letter(subject)
            subjects = [one["subject"] for one in self.letters()]
            self.assertEqual(subjects.count(f"[embargod] {subject}"), 1)
        self.assert_nothing_leaked()

    def test_a_restart_repeats_no_problem_and_its_end_is_told_all_the_same(self):
        self.office.start()
        self.submit(3600 + 5)
        self.office.press.rename(self.away)
        self.wait_for("preflight", "problem")
        self.office.stop()
        self.office.start()
        until(
            lambda: any("preflight" in one for one in self.office.get("/v1/status")["problems"]),
            PATIENCE,
            "the problem in status",
            every=0.2,
        )
        self.away.rename(self.office.press)
        self.wait_for("preflight", "resolved")
        problems = [one for one in self.lines() if " problem preflight " in one]
        self.assertEqual(len(problems), 1, self.lines())

    def test_a_channel_that_fails_is_a_problem_in_status_and_delays_no_other(self):
        self.receiver.answer = lambda arrival: 500
        self.office.start()
        self.submit(3)

        def problems():
            found = self.office.get("/v1/status")["problems"]
            return [one for one in found if "announcements to chat fail" in one]

        until(problems, PATIENCE, "the problem in status", every=0.2)
        until(lambda: any(" confirmed " in one for one in self.lines()), PATIENCE, every=0.2)
        self.receiver.answer = lambda arrival: 200
        until(lambda: not problems(), PATIENCE, "its end", every=0.5)

    def test_each_channel_can_be_tested(self):
        self.office.start()
        ran = self.office.ctl("announce", "test", "--json")
        self.assertEqual(
            [(one["name"], one["passed"]) for one in json.loads(ran.out)["channels"]],
            [("desk", True), ("chat", True), ("wall", True)],
        )
        self.assertIn("nothing is wrong", self.lines()[0])
        self.assertIn("this is a test", self.letters()[0].get_content())
        # The message waits for the hand-over to the mail server, as one of an output does.
        waiting = self.office.ctl("mail", "desk", "--config", self.office.config)
        self.assertIn(".announced.1.embargod", waiting.out)
        self.receiver.answer = lambda arrival: 503
        ran = self.office.ctl("announce", "test", "chat", code=75)
        self.assertIn("chat: failed: ", ran.out)
        self.office.ctl("announce", "test", "nobody", code=66)

    def test_what_nobody_may_be_told_is_refused(self):
        self.office.add_announcements("log", "journal", audience="staff")
        self.office.add_announcements("newsroom", "file", path=self.wall)
        self.office.add_announcements("early", "file", path=self.wall, daily="25:00")
        self.office.launch()
        self.assertEqual(self.office.process.wait(20), 78)
        for words in ('announce.audience: wanted "public"', "announce.name: wanted a name of its",
                      "announce.daily: wanted a time of day"):
            self.assertIn(words, self.office.said)

    def test_checkpoints_go_to_a_second_place_by_mail_and_by_request(self):
        for table in self.office.announcements:
            table["events"] = ["checkpoint"]
        self.office.start()
        line = self.wait_for("checkpoint", "notice")
        path = self.office.write("checkpoints.jsonl", line + "\n")
        self.office.ctl("audit", "verify", "--checkpoints", path)

        def signed():
            bodies = [one.get_content() for one in self.letters()]
            return any('"signature"' in "".join(body.split()) for body in bodies)

        until(signed, PATIENCE, "a letter with a signed checkpoint", every=0.2)


if __name__ == "__main__":
    unittest.main()
