"""Endpoints that refuse, hang, fail, or say Gone; and that a sick one delays nobody."""

import time
import unittest

from harness import texts
from harness.office import Office
from harness.receiver import HANG, Receiver
from harness.waiting import until

SOON = 2


class WebhookTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)

    def receiver(self, answer=lambda arrival: 200, port=0):
        receiver = Receiver(port, answer)
        self.addCleanup(receiver.close)
        return receiver

    def submit(self):
        self.at = texts.instant_ahead(SOON)
        self.slug = self.office.submit(texts.release("A Library Opens Its Doors", self.at))["slug"]

    def wait_for(self, state, output="wire", within=15.0):
        def reached():
            delivery = self.office.delivery(self.slug, output)
            self.assertEqual(delivery["state"], state)
            return delivery

        return until(reached, within, f"{output} {state}", every=0.05)

    def assertSame(self, arrivals):
        """All are one message: the same id and bytes, each signed for its own time."""
        self.assertEqual(len({one.id for one in arrivals}), 1)
        self.assertEqual(len({one.body for one in arrivals}), 1)
        for one in arrivals:
            self.assertTrue(one.is_signed(self.office.key))
            self.assertGreaterEqual(one.at, self.at * 10**9)

    def test_an_endpoint_that_is_down_is_tried_again_and_gets_it_when_it_is_up(self):
        receiver = self.receiver()
        receiver.close()
        self.office.add_webhook(receiver.url)
        self.office.start()
        self.submit()
        delivery = self.wait_for("retrying")
        self.assertEqual(self.office.show(self.slug)["state"], "lifted")
        self.assertIn("refused", delivery["last_error"].lower())
        self.assertIsNotNone(delivery["next_attempt_at"])
        again = self.receiver(port=receiver.port)
        delivery = self.wait_for("delivered")
        self.assertGreaterEqual(delivery["attempts"], 2)
        self.assertGreater(delivery["lateness_ns"], 0)
        self.assertSame(again.wait_for(1))

    def test_an_endpoint_that_was_away_gets_it_when_it_is_there_not_when_the_pause_is_over(self):
        receiver = self.receiver()
        receiver.close()
        self.office.add_webhook(receiver.url, attempts=["10m", "10m"])
        self.office.start()
        self.submit()
        delivery = self.wait_for("retrying")
        self.assertEqual(delivery["attempts"], 1)
        why = self.office.get(f"/v1/releases/{self.slug}/why")["sentences"]
        self.assertRegex(
            why[-1], r"tried again as soon as somebody can be reached there, at the latest in")
        again = self.receiver(port=receiver.port)
        opened = time.time_ns()
        arrival = again.wait_for(1)[0]
        self.assertLess((arrival.at - opened) / 1e9, 2.0)
        delivery = self.wait_for("delivered")
        self.assertEqual(delivery["attempts"], 2)
        self.assertSame(again.wait_for(1))
        # What looked for it has said nothing.
        self.assertEqual(len(again.arrivals), 1)

    def test_500_then_200_is_delivered_at_the_second_attempt_with_the_same_bytes(self):
        answers = iter([500, 200])
        receiver = self.receiver(lambda arrival: next(answers))
        self.office.add_webhook(receiver.url)
        self.office.start()
        self.submit()
        delivery = self.wait_for("delivered")
        self.assertEqual(delivery["attempts"], 2)
        arrivals = receiver.wait_for(2)
        self.assertEqual(len(arrivals), 2)
        self.assertSame(arrivals)
        pause = (arrivals[1].at - arrivals[0].at) / 1e9
        self.assertGreaterEqual(pause, 1.0)
        self.assertLess(pause, 3.0)
        attempts = self.office.get(f"/v1/releases/{self.slug}/deliveries")["attempts"]
        self.assertEqual([one["result"] for one in attempts], ["failed", "delivered"])
        self.assertIn("500", attempts[0]["error"])

    def test_410_stops_the_delivery_and_a_person_can_let_it_go_again(self):
        answers = iter([410, 200])
        receiver = self.receiver(lambda arrival: next(answers))
        self.office.add_webhook(receiver.url)
        self.office.start()
        self.submit()
        delivery = self.wait_for("failed")
        self.assertEqual(delivery["attempts"], 1)
        self.assertIn("410", delivery["last_error"])
        problems = " ".join(self.office.get("/v1/status")["problems"])
        self.assertIn("410", problems)
        self.assertIn("embargoctl outputs resume wire", problems)
        self.assertIn("nothing", self.office.ctl("outputs", "resume", "wire").out)
        self.office.ctl("retry", self.slug, "wire")
        self.wait_for("delivered")
        self.assertSame(receiver.wait_for(2))

    def test_a_redirect_is_not_followed(self):
        elsewhere = self.receiver()
        receiver = self.receiver(lambda arrival: 307)
        self.office.add_webhook(receiver.url)
        self.office.start()
        self.submit()
        self.assertIn("redirect", self.wait_for("retrying")["last_error"])
        self.assertEqual(elsewhere.arrivals, [])

    def test_an_endpoint_that_hangs_is_given_up_after_its_time_out_and_tried_again(self):
        answers = iter([HANG, 200])
        receiver = self.receiver(lambda arrival: next(answers))
        self.office.add_webhook(receiver.url, timeout="1s", connect_timeout="1s")
        self.office.start()
        self.submit()
        delivery = self.wait_for("delivered")
        self.assertEqual(delivery["attempts"], 2)
        self.assertSame(receiver.wait_for(2))
        records = self.office.ctl("audit", "--release", self.slug, "--json").json
        failed = [one for one in records if one["event"] == "delivery.retrying"]
        self.assertEqual([one["data"].get("ambiguous") for one in failed], [True])

    def test_attempts_end_with_the_schedule_and_the_failure_is_told(self):
        receiver = self.receiver(lambda arrival: 503)
        self.office.add_webhook(receiver.url, attempts=["100ms", "100ms"])
        self.office.start()
        self.submit()
        delivery = self.wait_for("failed")
        self.assertEqual(delivery["attempts"], 3)
        self.assertSame(receiver.arrivals)
        self.assertEqual(self.office.show(self.slug)["state"], "lifted")
        (output,) = self.office.ctl("outputs", "--json").json["outputs"]
        self.assertEqual(output["failed"], 1)

    def test_sick_endpoints_do_not_delay_the_first_attempt_of_a_healthy_one(self):
        down = self.receiver()
        down.close()
        hanging = self.receiver(lambda arrival: HANG)
        healthy = self.receiver()
        # In order of name the sick ones come first.
        self.office.add_webhook(down.url, name="a-down")
        self.office.add_webhook(hanging.url, name="b-hanging", timeout="5s")
        self.office.add_webhook(healthy.url, name="z-healthy")
        self.office.add_files(name="z-newsroom")
        self.office.start()
        self.submit()
        for output in ("z-healthy", "z-newsroom"):
            lateness = self.wait_for("delivered", output)["lateness_ns"]
            print(f"\n  {output}: {lateness / 1e6:.3f} ms beside two sick endpoints", end="")
            self.assertLess(lateness, 250_000_000)
        print()
        self.assertEqual(self.office.delivery(self.slug, "b-hanging")["state"], "attempting")
        self.assertEqual(self.office.delivery(self.slug, "a-down")["state"], "retrying")
        self.assertEqual(self.office.show(self.slug)["state"], "lifting")


if __name__ == "__main__":
    unittest.main()
