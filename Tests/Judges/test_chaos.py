"""An endpoint that does everything wrong that an endpoint can do, over real time.

What takes days is judged over simulated time by EmbargoSimulationTests and EmbargoCoreTests.
"""

import calendar
import socket
import struct
import threading
import time
import unittest
from contextlib import suppress

from harness import texts
from harness.office import Office
from harness.receiver import Receiver
from harness.waiting import until

MEGABYTE = 1 << 20
# Seconds. Nothing here waits longer.
PATIENCE = 30


class Chaos:
    """A server on 127.0.0.1 that reads each request and then does what `act` says.

    `act(connection, number, stop)` gets the socket, how many requests came before, and an event
    that is set when the test is over.
    """

    def __init__(self, test, act):
        self.act = act
        self.requests = []
        self.sent = 0
        self.stop = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/hooks"
        test.addCleanup(self.close)
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        self.stop.set()
        self.listener.close()

    def accept(self):
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        connection.settimeout(PATIENCE)
        with suppress(OSError), connection:
            data = b""
            while b"\r\n\r\n" not in data:
                part = connection.recv(65536)
                if not part:
                    return
                data += part
            head, body = data.split(b"\r\n\r\n", 1)
            fields = dict(
                line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
            while len(body) < int(fields["content-length"]):
                body += connection.recv(65536)
            number = len(self.requests)
            self.requests.append((time.time(), fields["webhook-id"], body))
            self.act(connection, number, self.stop)

    def wait_for(self, count):
        return until(lambda: len(self.requests) >= count and self.requests, PATIENCE, "requests")


def answer(connection, status, *fields, body=b""):
    lines = [f"HTTP/1.1 {status} Chaos", *fields, f"content-length: {len(body)}", "", ""]
    connection.sendall("\r\n".join(lines).encode() + body)


def then_good(first):
    """Acts once, and answers 200 from then on."""

    def act(connection, number, stop):
        if number == 0:
            first(connection, stop)
        else:
            answer(connection, 200, "connection: close")

    return act


def hangs(connection, stop):
    stop.wait(PATIENCE)


def resets(connection, stop):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def late(connection, stop):
    if not stop.wait(20):
        answer(connection, 200)


def slow_loris(connection, stop):
    for byte in b"HTTP/1.1 200 OK\r\nx-slow: " + b"y" * 1000:
        connection.sendall(bytes([byte]))
        if stop.wait(0.1):
            return


def status(code, *fields):
    return lambda connection, stop: answer(connection, code, *fields)


class ChaosTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)

    def add(self, name, act, **more):
        chaos = Chaos(self, act)
        self.office.add_webhook(chaos.url, name=name, **more)
        return chaos

    def publish(self):
        """Publishes a release at once; its id."""
        return self.office.submit(texts.release("A Library Opens Its Doors"))["id"]

    def wait_for(self, state, release, output, within=PATIENCE):
        def reached():
            delivery = self.office.delivery(release, output)
            self.assertEqual(delivery["state"], state, delivery)
            return delivery

        return until(reached, within, f"{output} {state}", every=0.05)

    def ends(self, release, output):
        """How each attempt ended, by the audit records."""
        records = self.office.ctl("audit", "--release", release, "--json").json
        return [
            (one["event"].removeprefix("delivery."), one["data"].get("ambiguous", False))
            for one in records
            if one["event"] in ("delivery.retrying", "delivery.failed", "delivery.delivered")
            and one["data"]["output"] == output
        ]

    def assertSame(self, requests):
        self.assertEqual(len({identifier for _, identifier, _ in requests}), 1)
        self.assertEqual(len({body for _, _, body in requests}), 1)

    def test_each_kind_of_failure_is_what_it_is_and_the_second_attempt_delivers(self):
        elsewhere = Receiver()
        self.addCleanup(elsewhere.close)
        cases = {
            "hangs": (hangs, True, "no answer within 1000 ms"),
            "resets": (resets, True, ""),
            "redirects": (
                status(302, f"location: {elsewhere.url}"), False, "redirects are not followed"),
            "private": (
                status(307, "location: http://169.254.169.254/latest"), False, "HTTP 307"),
            "busy": (status(429, "retry-after: 3"), False, "HTTP 429"),
            "fails": (status(500), True, "HTTP 500"),
            "loris": (slow_loris, True, "no answer within 1000 ms"),
        }
        chaos = {}
        for name, (act, _, _) in cases.items():
            times = {"timeout": "1s", "connect_timeout": "1s"} if act in (hangs, slow_loris) else {}
            chaos[name] = self.add(name, then_good(act), **times)
        self.office.start()
        release = self.publish()
        for name, (_, ambiguous, words) in cases.items():
            with self.subTest(name):
                delivery = self.wait_for("delivered", release, name)
                self.assertEqual(delivery["attempts"], 2)
                self.assertIn(words, delivery["last_error"])
                self.assertEqual(
                    self.ends(release, name), [("retrying", ambiguous), ("delivered", False)])
                requests = chaos[name].wait_for(2)
                self.assertSame(requests)
                pause = requests[1][0] - requests[0][0]
                self.assertGreaterEqual(pause, 3 if name == "busy" else 1)
                self.assertLess(pause, 8)
        self.assertEqual(elsewhere.connections, [])

    def test_an_answer_after_20_seconds_comes_too_late_for_15(self):
        chaos = self.add("late", then_good(late))
        self.office.start()
        release = self.publish()
        delivery = self.wait_for("delivered", release, "late")
        self.assertEqual(delivery["attempts"], 2)
        self.assertEqual(self.ends(release, "late"), [("retrying", True), ("delivered", False)])
        (first, _, _), (second, _, _) = chaos.wait_for(2)
        self.assertGreater(second - first, 15.9)
        self.assertLess(second - first, 19)

    def test_nobody_there_is_retried_and_nothing_was_sent(self):
        with socket.socket() as place:
            # Taken, and nobody listens.
            place.bind(("127.0.0.1", 0))
            self.office.add_webhook(
                f"http://127.0.0.1:{place.getsockname()[1]}/", attempts=["100ms", "100ms"])
            self.office.start()
            release = self.publish()
            delivery = self.wait_for("failed", release, "wire")
        self.assertEqual(delivery["attempts"], 3)
        self.assertIn("refused", delivery["last_error"])
        self.assertEqual(
            self.ends(release, "wire"), [("retrying", False)] * 2 + [("failed", False)])

    def test_retry_after_counts_up_to_an_hour_in_seconds_or_as_a_date(self):
        day = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 1800))
        fields = {"seconds": "7200", "date": day, "words": "soon", "past":
                  "Sun, 06 Nov 1994 08:49:37 GMT"}
        for name, value in fields.items():
            self.add(name, then_good(status(503, f"retry-after: {value}")), attempts=["30s"])
        self.office.start()
        begin = time.time()
        release = self.publish()
        waits = {}
        for name in fields:
            at = self.wait_for("retrying", release, name)["next_attempt_at"]
            at = calendar.timegm(time.strptime(at[:19], "%Y-%m-%dT%H:%M:%S"))
            waits[name] = at - begin
        self.assertAlmostEqual(waits["seconds"], 3600, delta=10)
        self.assertAlmostEqual(waits["date"], 1800, delta=10)
        for name in ("words", "past"):
            self.assertGreaterEqual(waits[name], 29)
            self.assertLess(waits[name], 30 * 1.1 + 10)

    def test_gone_suspends_the_endpoint_until_somebody_lets_it_go_again(self):
        gone = self.add("gone", then_good(status(410)))
        self.office.add_files()
        self.office.start()
        first = self.publish()
        self.wait_for("failed", first, "gone")
        self.wait_for("delivered", first, "newsroom")
        second = self.office.submit(texts.release("A Second Library Opens"))["id"]
        self.wait_for("delivered", second, "newsroom")
        delivery = self.wait_for("retrying", second, "gone")
        self.assertEqual((delivery["attempts"], delivery["next_attempt_at"]), (0, None))
        self.assertEqual(self.office.show(second)["state"], "lifted")
        # It says so everywhere, and after a restart as well.
        self.office.kill()
        self.office.start()
        problems = " ".join(self.office.get("/v1/status")["problems"])
        self.assertIn("outputs resume gone", problems)
        (output,) = [
            one for one in self.office.ctl("outputs", "--json").json["outputs"]
            if one["name"] == "gone"]
        self.assertTrue(output["suspended"])
        self.assertIn("suspended", self.office.ctl("outputs").out)
        self.assertIn("outputs resume gone", self.office.ctl("why", second).out)
        self.assertEqual(len(gone.requests), 1)
        ran = self.office.ctl("outputs", "resume", "gone", "--reason", "its owner called")
        self.assertIn("one delivery", ran.out)
        self.wait_for("delivered", second, "gone")
        self.office.ctl("retry", first, "gone")
        self.wait_for("delivered", first, "gone")
        self.assertEqual(len({identifier for _, identifier, _ in gone.wait_for(3)}), 2)
        self.office.ctl("outputs", "resume", "gone", code=None)
        records = self.office.ctl("audit", "--json").json
        events = [one for one in records if one["event"].startswith("output.")]
        self.assertEqual([one["event"] for one in events], ["output.suspended", "output.resumed"])
        self.assertEqual(events[1]["data"]["reason"], "its owner called")
        self.assertNotIn("outputs resume", " ".join(self.office.get("/v1/status")["problems"]))

    def test_an_answer_of_100_megabytes_costs_no_memory(self):
        def flood(code):
            def act(connection, number, stop):
                head = f"HTTP/1.1 {code} Big\r\ncontent-length: {100 * MEGABYTE}\r\n\r\n"
                connection.sendall(head.encode())
                for _ in range(100):
                    connection.sendall(b"x" * MEGABYTE)
                    chaos[code].sent += MEGABYTE

            return act

        def endless(connection, number, stop):
            connection.sendall(b"HTTP/1.1 200 ")
            for _ in range(100):
                connection.sendall(b"y" * MEGABYTE)
                chaos["head"].sent += MEGABYTE

        chaos = {code: self.add(f"flood-{code}", flood(code), attempts=[]) for code in (200, 500)}
        chaos["head"] = self.add("head", endless, attempts=[])
        self.office.start()
        self.publish()
        before = until(lambda: self.memory(), PATIENCE, "a first release")
        release = self.office.submit(texts.release("A Second Library Opens"))["id"]
        self.wait_for("delivered", release, "flood-200")
        self.assertIn("HTTP 500", self.wait_for("failed", release, "flood-500")["last_error"])
        self.assertIn("too long", self.wait_for("failed", release, "head")["last_error"])
        grown = self.memory() - before
        print(f"\n  {grown / MEGABYTE:.1f} MB more at most after answers of 100 MB")
        self.assertLess(grown, 24 * MEGABYTE)
        for name, one in chaos.items():
            self.assertLess(one.sent, 40 * MEGABYTE, f"{name}: nearly all of it was read")

    def memory(self):
        """The most that the daemon has ever held, in bytes."""
        with open(f"/proc/{self.office.pid}/status") as file:
            (line,) = [line for line in file if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024


if __name__ == "__main__":
    unittest.main()
