"""A webhook receiver on 127.0.0.1 that keeps what arrived and can act badly."""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# What a receiver does with a request instead of answering with a status.
HANG = "hang"
CLOSE = "close"


@dataclass(frozen=True)
class Arrival:
    """One request as it came in; `at` is nanoseconds since 1970."""

    at: int
    headers: dict
    body: bytes

    @property
    def id(self):
        return self.headers.get("webhook-id", "")

    @property
    def document(self):
        return json.loads(self.body)

    def is_signed(self, key):
        """Checks the v1 signature and the time of Standard Webhooks 1.0.0."""
        secret = base64.b64decode(key.removeprefix("whsec_"), validate=True)
        stamp = self.headers["webhook-timestamp"]
        if abs(int(stamp) - self.at / 1e9) > 300:
            return False
        content = f"{self.id}.{stamp}.".encode() + self.body
        wanted = base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode()
        given = self.headers["webhook-signature"].split(" ")
        return any(hmac.compare_digest("v1," + wanted, one) for one in given)


class Receiver:
    """`answer(arrival)` gives a status, HANG or CLOSE for each request."""

    def __init__(self, port=0, answer=lambda arrival: 200):
        self.answer = answer
        self.arrivals = []
        self.connections = []
        self.changed = threading.Condition()
        self.let_go = threading.Event()
        self.server = _Server(self, port)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hooks/press"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.daemon = True
        self.thread.start()

    def close(self):
        """From here on connections are refused; what hangs is let go."""
        self.let_go.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def take(self, arrival):
        with self.changed:
            self.arrivals.append(arrival)
            self.changed.notify_all()

    def wait_for(self, count, within=10.0):
        with self.changed:
            came = self.changed.wait_for(lambda: len(self.arrivals) >= count, within)
            if not came:
                raise AssertionError(f"{len(self.arrivals)} of {count} requests in {within:g} s")
            return list(self.arrivals)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, receiver, port):
        self.receiver = receiver
        super().__init__(("127.0.0.1", port), _Handler)

    def get_request(self):
        connection = super().get_request()
        self.receiver.connections.append(time.time_ns())
        return connection

    def handle_error(self, request, client_address):
        # A sender that was killed leaves broken connections behind.
        pass


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_POST(self):
        at = time.time_ns()
        receiver = self.server.receiver
        size = int(self.headers["content-length"])
        body = self.rfile.read(size)
        if len(body) < size:
            # The sender went away in the middle: such a request has not arrived.
            self.close_connection = True
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        arrival = Arrival(at, headers, body)
        receiver.take(arrival)
        status = receiver.answer(arrival)
        if status == HANG:
            receiver.let_go.wait(60)
            status = CLOSE
        if status == CLOSE:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format, *arguments):
        pass
