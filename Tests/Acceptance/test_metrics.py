"""Metrics: what a Prometheus finds at the control socket and at a port of this machine."""

import re
import socket
import unittest
import urllib.error
import urllib.request

from harness import texts
from harness.office import Office, UnixConnection
from harness.waiting import until

INSIDE = ("embargod_releases", "embargod_problems", "embargod_ledger_head_sequence")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class MetricsTests(unittest.TestCase):
    def setUp(self):
        self.port = free_port()
        self.office = Office(self)
        self.office.add_files()
        self.office.settings["metrics"] = {"listen": f"127.0.0.1:{self.port}"}

    def at_socket(self):
        connection = UnixConnection(str(self.office.socket))
        try:
            connection.request("GET", "/metrics")
            reply = connection.getresponse()
            self.assertEqual(reply.status, 200)
            self.assertEqual(
                reply.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8"
            )
            return reply.read().decode()
        finally:
            connection.close()

    def at_port(self, path="/metrics"):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as reply:
            return reply.read().decode()

    def value(self, page, name):
        (found,) = re.findall(rf"^{re.escape(name)} (\S+)$", page, re.MULTILINE)
        return float(found)

    def test_a_lift_is_counted_at_both_places_and_a_queued_release_at_the_socket_only(self):
        self.office.start()
        before = self.at_port()
        answer = self.office.submit(
            texts.release("A Bridge Is Opened", texts.instant_ahead(4)), slug="bridge"
        )
        scheduled = 'embargod_releases{state="scheduled"}'
        self.assertEqual(self.value(self.at_socket(), scheduled), 1)
        queued = self.at_port()
        names = re.compile(r"^# TYPE (\S+)", re.MULTILINE)
        self.assertEqual(names.findall(queued), names.findall(before))
        for name in INSIDE:
            self.assertNotIn(name, queued)
        done = 'embargod_delivery_attempts_total{output="newsroom",outcome="delivered"} 1'
        until(lambda: done in self.at_port(), 20, "the delivery to be counted", every=0.2)
        for page in (self.at_port(), self.at_socket()):
            name = 'embargod_delivery_lateness_seconds_bucket{output="newsroom",le="15"}'
            self.assertEqual(self.value(page, name), 1)
            for secret in ("bridge", answer["id"], "Opened"):
                self.assertNotIn(secret, page)
        self.assertEqual(self.value(self.at_socket(), scheduled), 0)

    def test_the_port_has_one_page_and_takes_nothing(self):
        self.office.start()
        for path, method, status in (("/", "GET", 404), ("/metrics", "POST", 405)):
            request = urllib.request.Request(
                f"http://127.0.0.1:{self.port}{path}", method=method
            )
            with self.assertRaises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(request, timeout=10)
            self.assertEqual(caught.exception.code, status)
            caught.exception.close()

    def test_a_port_that_is_taken_is_a_problem_until_it_is_free(self):
        taken = socket.create_server(("127.0.0.1", self.port))
        self.addCleanup(taken.close)
        self.office.start()

        def problems():
            return [one for one in self.office.get("/v1/status")["problems"] if "metrics" in one]

        until(problems, 20, "the problem in status", every=0.2)
        taken.close()
        until(lambda: not problems(), 40, "its end", every=0.5)
        self.assertIn("embargod_frozen 0", self.at_port())

    def test_another_address_than_one_of_this_machine_is_refused(self):
        self.office.settings["metrics"] = {"listen": "0.0.0.0:9464"}
        self.office.launch()
        self.assertEqual(self.office.process.wait(20), 78)
        self.assertIn('metrics.listen: wanted a loopback address', self.office.said)


if __name__ == "__main__":
    unittest.main()
