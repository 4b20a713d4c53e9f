"""What people type, over a running daemon: every verb, its JSON and its exit code."""

import json
import unittest

from harness import texts
from harness.office import Office
from harness.receiver import Receiver
from harness.waiting import until

DONE, USAGE, REFUSED, ABSENT, UNREACHABLE = 0, 64, 65, 66, 69
TOMORROW = texts.tomorrow()


class VerbTests(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.office = Office(self)
        self.office.add_files()
        self.office.add_email()
        self.office.add_webhook(self.receiver.url)
        self.office.start()
        self.ctl = self.office.ctl
        self.text = texts.release("A Park Is Given Back to the River", TOMORROW)
        self.file = self.office.write("park.txt", self.text)

    def json(self, *arguments):
        return self.ctl(*arguments, "--json").json

    def submit(self, *arguments):
        return self.json("submit", self.file, *arguments)

    def problem(self, *arguments, code):
        """A refused verb prints the problem document with --json, and words without."""
        ran = self.ctl(*arguments, "--json", code=code)
        self.assertTrue(self.ctl(*arguments, code=code).err.strip())
        return json.loads(ran.out) if ran.out.strip() else {}

    def state(self, key):
        return self.office.show(key)["state"]

    def wait_for_state(self, key, state):
        until(lambda: self.state(key) == state, 10, f"the state {state}", every=0.05)

    # Queueing

    def test_submit_reads_the_stamp_back_in_words_and_queues_for_all_outputs(self):
        words = self.ctl("submit", self.file).out
        self.assertIn("in New York", words)
        self.assertIn("UTC", words)
        (queued,) = self.json("list")
        self.assertEqual(queued["instant"], texts.rfc3339(TOMORROW))
        self.assertEqual(queued["state"], "scheduled")
        self.assertEqual(queued["headline"], "A Park Is Given Back to the River")
        self.assertEqual(queued["slug"], "a-park-is-given-back-to-the-river")
        self.assertEqual(queued["zone"], "America/New_York")
        self.assertEqual(queued["stamp"], texts.stamp(TOMORROW))
        self.assertEqual(queued["outputs"], ["media-list", "newsroom", "wire"])
        self.assertEqual(queued["revision"], 1)

    def test_submit_takes_slug_and_outputs(self):
        queued = self.submit("--slug", "park", "--output", "newsroom", "--output", "wire")
        self.assertEqual(queued["slug"], "park")
        self.assertEqual(self.office.show("park")["outputs"], ["newsroom", "wire"])
        self.problem("submit", self.file, "--again", "--output", "nowhere", code=REFUSED)
        self.problem("submit", self.file, "--again", "--slug", "No Slug", code=REFUSED)

    def test_submit_with_an_embargo_beside_a_text_without_one(self):
        bare = self.office.write("bare.txt", "A Park Is Given Back\n\nOSLO - It says so here.\n")
        refused = self.problem("submit", bare, code=REFUSED)
        self.assertEqual(refused["stamp"]["reason"], "no-stamp")
        queued = self.json("submit", bare, "--embargo", texts.stamp_with_am(TOMORROW))
        self.assertEqual(queued["reading"]["instant"], texts.rfc3339(TOMORROW))

    def test_submit_with_hold_waits_for_a_person(self):
        queued = self.submit("--hold")
        self.assertEqual(self.state(queued["id"]), "held")
        self.assertEqual(self.json("resume", queued["id"])["state"], "scheduled")

    def test_a_stamp_in_the_past_is_refused_and_goes_out_at_once_with_now(self):
        past = self.office.write("past.txt", texts.release("Old News", texts.instant_ahead(-60)))
        refused = self.problem("submit", past, code=REFUSED)
        self.assertEqual(refused["stamp"]["reason"], "past")
        self.assertEqual(list(self.office.press.iterdir()), [])
        queued = self.json("submit", past, "--now", "--slug", "old-news")
        self.wait_for_state(queued["id"], "lifted")
        self.assertTrue((self.office.press / "old-news.txt").exists())

    def test_submit_with_an_attachment_delivers_it(self):
        chart = self.office.folder / "chart.png"
        chart.write_bytes(bytes(range(256)) * 40)
        now = self.office.write("now.txt", texts.release("A Chart Is Shown"))
        queued = self.json("submit", now, "--attach", chart, "--slug", "chart")
        self.wait_for_state(queued["id"], "lifted")
        found = [path for path in self.office.press.rglob("chart.png")]
        self.assertEqual([path.read_bytes() for path in found], [chart.read_bytes()])
        (message,) = self.office.messages()
        self.assertIn(b"chart.png", message.read_bytes())
        self.problem("submit", now, "--attach", self.office.folder / "absent", code=ABSENT)

    def test_the_same_text_again_is_refused_with_its_id_unless_asked_for(self):
        queued = self.submit()
        refused = self.problem("submit", self.file, code=REFUSED)
        self.assertEqual((refused["code"], refused["release"]), ("duplicate", queued["id"]))
        second = self.submit("--again")
        self.assertNotEqual(second["id"], queued["id"])
        self.assertNotEqual(second["slug"], queued["slug"])

    def test_a_taken_slug_is_refused_at_the_door(self):
        self.submit("--slug", "park")
        other = self.office.write("other.txt", texts.release("Another Park", TOMORROW))
        refused = self.problem("submit", other, "--slug", "park", code=REFUSED)
        self.assertEqual(refused["code"], "conflict")
        self.assertEqual(len(self.json("list")), 1)

    def test_several_files_are_queued_together_or_not_at_all(self):
        good = self.office.write("good.txt", texts.release("One of Two", TOMORROW))
        bad = self.office.write("bad.txt", "Two of Two\n\nOSLO - There is no stamp in this one.\n")
        refused = self.problem("submit", good, bad, code=REFUSED)
        self.assertEqual(refused["index"], 1)
        self.assertEqual(self.json("list"), [])
        self.assertEqual(len(self.json("submit", good, self.file)), 2)

    def test_what_cannot_be_read_or_is_no_text_is_refused(self):
        self.problem("submit", self.office.folder / "absent.txt", code=ABSENT)
        binary = self.office.folder / "binary.txt"
        binary.write_bytes(b"\xff\xfe\x00\x01" * 100)
        self.problem("submit", binary, code=REFUSED)
        self.problem("submit", self.office.write("empty.txt", ""), code=REFUSED)
        self.ctl("submit", code=USAGE)
        self.ctl("frobnicate", code=USAGE)

    # Looking

    def test_show_why_and_list_know_a_release_by_id_beginning_and_slug(self):
        queued = self.submit()
        for key in (queued["id"], queued["id"][:30], queued["slug"]):
            shown = self.json("show", key)
            self.assertEqual(shown["id"], queued["id"])
            self.assertEqual(shown["blocked_by"], [])
            self.assertEqual(shown["approvals"], [])
            self.assertIsNone(shown["lifted_at"])
            self.assertEqual({one["state"] for one in shown["deliveries"]}, {"waiting"})
            why = self.json("why", key)
            self.assertIn("waits for its instant", " ".join(why["sentences"]))
        self.problem("show", "nothing-of-that-name", code=ABSENT)
        self.assertEqual(self.json("list", "held"), [])
        self.assertEqual(len(self.json("list", "scheduled")), 1)
        # Only a terminal has a width that a table is cut to.
        listed = self.ctl("list").out
        self.assertIn(queued["slug"] + "  scheduled  ", listed)
        self.assertNotIn("…", listed)

    def test_status_tells_of_daemon_clock_zones_outputs_and_queue(self):
        self.submit()
        status = self.json("status")
        self.assertEqual(status["pid"], self.office.pid)
        self.assertEqual(status["queue"]["scheduled"], 1)
        self.assertEqual(status["clock"]["trust"], "warn")
        self.assertEqual(status["next_lift"]["due"], texts.rfc3339(TOMORROW))
        self.assertEqual({one["healthy"] for one in status["outputs"]}, {True})
        self.assertEqual({one["pending"] for one in status["outputs"]}, {0})
        self.assertEqual(status["problems"], [])
        self.office.stop()
        self.problem("status", code=UNREACHABLE)

    # Changing what is queued

    def test_hold_and_resume(self):
        slug = self.submit()["slug"]
        held = self.json("hold", slug, "--reason", "a quote is checked")
        self.assertEqual(held["state"], "held")
        self.assertIn("a quote is checked", self.ctl("why", slug).out)
        self.assertEqual(self.office.show(slug)["held"]["cause"], "person")
        self.problem("hold", slug, "--reason", "again", code=REFUSED)
        self.assertEqual(self.json("resume", slug)["state"], "scheduled")
        self.problem("resume", slug, code=REFUSED)
        self.ctl("hold", slug, code=USAGE)

    def test_a_held_release_does_not_go_out_at_its_instant(self):
        at = texts.instant_ahead(3)
        queued = self.office.submit(texts.release("It Is Stopped in Time", at))
        until(lambda: self.intents(queued["id"]), 10, "the arming", every=0.02)
        self.json("hold", queued["id"], "--reason", "wait")
        until(lambda: self.office.get("/v1/status")["now"] > texts.rfc3339(at + 1), 10, "the time")
        self.assertEqual(list(self.office.press.iterdir()), [])
        self.assertEqual(self.receiver.connections, [])
        self.json("resume", queued["id"])
        self.wait_for_state(queued["id"], "lifted")
        self.assertEqual(len(list(self.office.press.iterdir())), 1)

    def intents(self, key):
        records = self.json("audit", "--release", key)
        return [one for one in records if one["event"] == "release.armed"]

    def test_withdraw_ends_it_for_good(self):
        slug = self.submit()["slug"]
        gone = self.json("withdraw", slug, "--reason", "the event is off")
        self.assertEqual(gone["state"], "withdrawn")
        self.problem("resume", slug, code=REFUSED)
        self.problem("withdraw", slug, "--reason", "again", code=REFUSED)

    def test_reschedule_changes_the_instant_and_refuses_what_cannot_be_read(self):
        slug = self.submit()["slug"]
        later = TOMORROW + 3600
        moved = self.json("reschedule", slug, texts.stamp_with_am(later), "--reason", "later")
        self.assertEqual(moved["instant"], texts.rfc3339(later))
        self.problem("reschedule", slug, "next week some time", "--reason", "x", code=REFUSED)
        past = texts.stamp_with_am(texts.instant_ahead(-3600))
        self.problem("reschedule", slug, past, "--reason", "x", code=REFUSED)
        self.assertEqual(self.office.show(slug)["instant"], texts.rfc3339(later))

    def test_replace_makes_a_new_revision_and_only_that_one_goes_out(self):
        at = texts.instant_ahead(4)
        first = texts.release("The First Words", at)
        slug = self.office.submit(first, slug="words", name="words.txt")["slug"]
        second = self.office.write("second.txt", texts.release("The Second Words", at))
        changed = self.json("replace", slug, second, "--reason", "a typo")
        self.assertEqual(changed["revision"], 2)
        self.wait_for_state(slug, "lifted")
        self.assertEqual((self.office.press / "words.txt").read_text(), second.read_text())
        (arrival,) = self.receiver.wait_for(1)
        self.assertEqual(arrival.document["data"]["revision"], 2)
        self.assertEqual(len(self.office.messages()), 1)
        self.problem("replace", slug, second, "--reason", "too late", code=REFUSED)

    def test_set_changes_the_outputs(self):
        slug = self.submit()["slug"]
        changed = self.json("set", slug, "--output", "newsroom")
        self.assertEqual((changed["revision"], changed["outputs"]), (2, ["newsroom"]))
        self.problem("set", slug, "--output", "nowhere", code=REFUSED)

    # Deliveries, outputs, records

    def test_deliveries_and_retry(self):
        self.receiver.close()
        now = self.office.write("now.txt", texts.release("It Goes Out Now"))
        slug = self.json("submit", now)["slug"]
        until(lambda: self.office.delivery(slug, "wire")["state"] == "retrying", 10, "a failure")
        again = Receiver(self.receiver.port)
        self.addCleanup(again.close)
        self.json("retry", slug, "wire")
        until(lambda: self.office.delivery(slug, "wire")["state"] == "delivered", 10, "it")
        page = self.json("deliveries")
        states = {one["output"]: one["state"] for one in page["releases"][0]["deliveries"]}
        self.assertEqual(set(states.values()), {"delivered"})
        detail = self.json("deliveries", slug)
        self.assertGreaterEqual(len(detail["attempts"]), 4)
        self.problem("retry", slug, "wire", code=REFUSED)
        self.problem("retry", slug, "nowhere", code=ABSENT)
        self.assertIn("delivered", self.ctl("deliveries").out)

    def test_outputs_and_a_test_that_carries_nothing_of_a_release(self):
        self.submit()
        listed = self.json("outputs")["outputs"]
        self.assertEqual([one["kind"] for one in listed], ["email", "files", "webhook"])
        for name in ("newsroom", "media-list", "wire"):
            self.assertTrue(self.json("outputs", "test", name)["passed"], name)
        (ping,) = self.receiver.wait_for(1)
        self.assertTrue(ping.is_signed(self.office.key))
        self.assertEqual(ping.document["type"], "test.ping")
        self.assertNotIn(b"park", ping.body.lower())
        self.assertEqual(list(self.office.press.iterdir()), [])
        self.assertEqual(self.office.messages(), [])
        self.problem("outputs", "test", "nowhere", code=ABSENT)

    def test_audit_lists_what_happened_to_a_release_in_order_and_without_its_words(self):
        slug = self.submit()["slug"]
        self.ctl("hold", slug, "--reason", "wait")
        self.ctl("resume", slug)
        records = self.json("audit", "--release", slug)
        events = [record["event"] for record in records]
        self.assertEqual(events, ["release.submitted", "release.held", "release.resumed"])
        sequences = [record["seq"] for record in records]
        self.assertEqual(sequences, sorted(sequences))
        self.assertNotIn("River", json.dumps(records))
        self.assertIn("release.held", self.ctl("audit").out)
        self.ctl("audit", "verify")

    # The API

    def test_a_repeated_idempotency_key_gets_the_first_answer_again(self):
        body = {"text": self.text, "slug": "park"}
        key = {"Idempotency-Key": "monday-1"}
        first = self.office.ask("POST", "/v1/releases", body, key)
        second = self.office.ask("POST", "/v1/releases", body, key)
        self.assertEqual((first[0], first[2]), (201, second[2]))
        self.assertEqual(second[0], 201)
        self.assertEqual(second[1]["Idempotency-Replayed"], "true")
        self.assertEqual(len(self.json("list")), 1)
        self.office.kill()
        self.office.start()
        self.assertEqual(self.office.ask("POST", "/v1/releases", body, key)[2], first[2])
        other = self.office.ask("POST", "/v1/releases", body | {"slug": "other"}, key)
        self.assertEqual((other[0], other[2]["code"]), (422, "key-reused"))

    def test_errors_of_the_api_are_problem_documents(self):
        cases = [
            ("GET", "/v1/nothing", None, 404, "no-such-path"),
            ("DELETE", "/v1/releases", None, 405, "method-not-allowed"),
            ("GET", "/v1/releases/nobody", None, 404, "not-found"),
            ("POST", "/v1/releases", {"words": "?"}, 400, "bad-request"),
        ]
        for method, path, body, status, code in cases:
            with self.subTest(path):
                got, headers, problem = self.office.ask(method, path, body)
                self.assertEqual((got, problem["code"]), (status, code))
                self.assertEqual(headers["content-type"], "application/problem+json")
                self.assertEqual(problem["type"], f"urn:embargod:problem:{code}")


if __name__ == "__main__":
    unittest.main()
