"""Corrections and kills after the lift: who is told what, in which order, across kill -9."""

import base64
import unittest

from harness import texts
from harness.office import Office
from harness.receiver import Receiver
from harness.waiting import until

FIRST = "GENEVA - The library opens at nine, the office said in a statement that is long enough."
SECOND = "GENEVA - The library opens at ten, the office said in a statement that is long enough."


class AfterTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)
        self.office.add_files()
        self.office.add_email()

    def receiver(self, answer=lambda arrival: 200):
        receiver = Receiver(0, answer)
        self.addCleanup(receiver.close)
        return receiver

    def lift(self, **more):
        """A release for now that goes to all outputs."""
        self.office.start()
        text = texts.release("A Library Opens Its Doors", body=FIRST)
        self.slug = self.office.submit(text, **more)["slug"]
        self.page = self.office.press / f"{self.slug}.txt"
        until(self.page.exists, 10.0, "the page", every=0.02)

    def correction(self, body=SECOND, instant=None):
        return self.office.write(
            "second.txt", texts.release("A Library Opens Its Doors", instant, body=body)
        )

    def wait_for(self, state, output, within=20.0):
        def reached():
            delivery = self.office.delivery(self.slug, output)
            self.assertEqual(delivery["state"], state)
            return delivery

        return until(reached, within, f"{output} {state}", every=0.05)

    def events(self):
        records = self.office.ctl("audit", "--release", self.slug, "--json").json
        return [one["event"] for one in records]

    def test_a_correction_takes_the_place_of_the_page_and_reaches_endpoint_and_mail(self):
        receiver = self.receiver()
        self.office.add_webhook(receiver.url)
        self.lift()
        self.wait_for("delivered", "wire")
        ran = self.office.ctl(
            "correct", self.slug, self.correction(), "--reason", "the hour was wrong"
        )
        self.assertIn("revision 2", ran.out)
        for output in ("newsroom", "wire", "media-list"):
            self.wait_for("delivered", output)
        self.assertIn("opens at ten", self.page.read_text())
        self.assertEqual(len(self.office.messages()), 2)
        first, second = receiver.wait_for(2)
        self.assertNotEqual(first.id, second.id)
        self.assertTrue(second.is_signed(self.office.key))
        shown = self.office.show(self.slug)
        self.assertEqual((shown["state"], shown["revision"]), ("lifted", 2))
        self.assertEqual(shown["change"]["event"], "release.corrected")
        self.assertEqual(shown["change"]["reason"], "the hour was wrong")
        self.assertIn("release.corrected", self.events())
        self.assertIn("corrected", self.office.ctl("list").out)

    def test_a_kill_replaces_the_page_and_is_the_last_word(self):
        receiver = self.receiver()
        self.office.add_webhook(receiver.url)
        self.lift()
        self.wait_for("delivered", "wire")
        ran = self.office.ctl("kill", self.slug, "--reason", "the letter is not authentic")
        self.assertIn("must not be used", ran.out)
        for output in ("newsroom", "wire", "media-list"):
            self.wait_for("delivered", output)
        receiver.wait_for(2)
        shown = self.office.show(self.slug)
        self.assertEqual(shown["state"], "killed")
        self.assertIsNotNone(shown["lifted_at"])
        self.assertIn("killed", self.office.ctl("show", self.slug).out)
        self.assertIn("not authentic", self.office.ctl("why", self.slug).out)
        self.office.ctl("kill", self.slug, "--reason", "again", code=65)
        self.office.ctl("correct", self.slug, self.correction(), "--reason", "x", code=65)
        self.assertEqual(self.office.ctl("audit", "verify").code, 0)

    def test_what_does_not_fit_is_refused_with_what_to_do(self):
        self.lift()
        self.wait_for("delivered", "newsroom")
        same = self.office.write("same.txt", texts.release("A Library Opens Its Doors", body=FIRST))
        ran = self.office.ctl("correct", self.slug, same, "--reason", "none", code=65)
        self.assertIn("nothing would be corrected", ran.err)
        ahead = self.correction(instant=texts.tomorrow())
        ran = self.office.ctl("correct", self.slug, ahead, "--reason", "early", code=65)
        self.assertIn("lies ahead", ran.err)
        past = self.correction(instant=texts.instant_ahead(-7200))
        ran = self.office.ctl("correct", self.slug, past, "--reason", "the hour was wrong")
        self.assertIn("ignored", " ".join(ran.out.split()))
        queued = self.office.submit(texts.release("Another Day", texts.tomorrow()))["slug"]
        ran = self.office.ctl("kill", queued, "--reason", "no", code=65)
        self.assertIn("withdraw", ran.err)

    def test_a_slow_endpoint_gets_the_kill_behind_what_it_is_being_sent(self):
        answers = []

        def slow(arrival):
            answers.append(arrival)
            if len(answers) == 1:
                receiver.let_go.wait(1.5)
            return 200

        receiver = self.receiver(slow)
        self.office.add_webhook(receiver.url)
        self.lift()
        receiver.wait_for(1)
        self.office.ctl("kill", self.slug, "--reason", "not true")
        self.wait_for("delivered", "wire")
        first, second = receiver.wait_for(2)
        self.assertGreaterEqual(second.at - first.at, 1_400_000_000)
        self.assertIn("delivery.ended-late", self.events())
        self.assertEqual(len(receiver.arrivals), 2)

    def test_retries_of_the_old_text_are_cancelled(self):
        down = [True]
        receiver = self.receiver(lambda arrival: 503 if down[0] else 200)
        self.office.add_webhook(receiver.url, attempts=["1s", "1s", "1s", "1s", "1s", "1s"])
        self.lift()
        self.wait_for("retrying", "wire")
        old = {one.id for one in receiver.arrivals}
        self.office.ctl("kill", self.slug, "--reason", "not true")
        count = len([one for one in receiver.arrivals if one.id in old])
        down[0] = False
        self.wait_for("delivered", "wire")
        self.assertEqual(len([one for one in receiver.arrivals if one.id in old]), count)

    def test_after_kill_9_everything_goes_on_once_and_under_the_same_id(self):
        down = [True]
        receiver = self.receiver(lambda arrival: 503 if down[0] else 200)
        self.office.add_webhook(receiver.url, attempts=["1s"] * 30)
        self.lift()
        self.wait_for("retrying", "wire")
        self.office.ctl("correct", self.slug, self.correction(), "--reason", "the hour was wrong")
        self.office.kill()
        self.office.start()
        self.office.ctl("kill", self.slug, "--reason", "not true")
        self.office.kill()
        down[0] = False
        self.office.start()
        for output in ("newsroom", "wire", "media-list"):
            self.wait_for("delivered", output)
        self.assertEqual(self.office.show(self.slug)["state"], "killed")
        delivered = self.office.delivery(self.slug, "wire")
        self.assertGreaterEqual(delivered["attempts"], 1)
        last = receiver.arrivals[-1]
        bodies = {one.body for one in receiver.arrivals if one.id == last.id}
        self.assertEqual(len(bodies), 1)
        # Three events at most, each under its own id, in their order.
        order = list(dict.fromkeys(one.id for one in receiver.arrivals))
        self.assertLessEqual(len(order), 3)
        self.assertEqual([one.id for one in receiver.arrivals], sorted(
            (one.id for one in receiver.arrivals), key=order.index
        ))
        self.assertEqual(len(self.office.messages()), len(set(self.office.messages())))

    def test_a_preview_is_byte_for_byte_what_goes_out(self):
        receiver = self.receiver()
        self.office.add_webhook(receiver.url)
        self.office.start()
        at = texts.instant_ahead(4)
        text = texts.release("A Library Opens Its Doors", at, body=FIRST)
        slug = self.office.submit(text)["slug"]
        page = self.office.ctl("preview", slug, "--output", "newsroom").out
        body = until(
            lambda: self.armed(slug)["pieces"][0]["bytes"], 10.0, "the request", every=0.05
        )
        sent = receiver.wait_for(1)[0]
        self.assertEqual(base64.b64decode(body), sent.body)
        path = self.office.press / f"{slug}.txt"
        until(path.exists, 10.0, "the page", every=0.02)
        self.assertEqual(path.read_text(), page)

    def armed(self, slug):
        answer = self.office.get(f"/v1/releases/{slug}/preview?output=wire")
        self.assertTrue(answer["armed"])
        return answer


if __name__ == "__main__":
    unittest.main()
