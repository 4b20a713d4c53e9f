"""Webhooks, judged by the libraries that receivers use and by a web server with TLS."""

import base64
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import unittest
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

import hostile
import standardwebhooks
import svix.webhooks
from certificates import Authority
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from harness import texts
from harness.office import Office
from harness.receiver import Receiver
from harness.waiting import until

VERIFIERS = (standardwebhooks.Webhook, svix.webhooks.Webhook)
REFUSED = standardwebhooks.WebhookVerificationError


def symmetric():
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


class Case(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)

    def receiver(self, answer=lambda arrival: 204):
        receiver = Receiver(answer=answer)
        self.addCleanup(receiver.close)
        return receiver

    def keys(self, *keys):
        (self.office.folder / "webhook.key").write_text("\n".join(keys) + "\n")

    def publish(self, **members):
        """Publishes a release at once; its id."""
        return self.office.submit(texts.release("A Library Opens Its Doors"), **members)["id"]

    def wait_for(self, state, release, output="wire", within=20.0):
        def reached():
            delivery = self.office.delivery(release, output)
            self.assertEqual(delivery["state"], state, delivery)
            return delivery

        return until(reached, within, f"{output} {state}", every=0.05)


class SignatureTests(Case):
    def arrival(self):
        receiver = self.receiver()
        self.office.add_webhook(receiver.url)
        self.office.start()
        self.publish()
        return receiver.wait_for(1)[0]

    def assertVerified(self, arrival, key):
        for verifier in VERIFIERS:
            verifier(key).verify(arrival.body, arrival.headers)

    def assertRefused(self, arrival, key, body=None, headers=None):
        for verifier in VERIFIERS:
            with self.assertRaises(REFUSED):
                verifier(key).verify(body or arrival.body, arrival.headers | (headers or {}))

    def test_both_libraries_verify_what_arrives_and_refuse_what_was_changed(self):
        arrival = self.arrival()
        key = self.office.key
        self.assertVerified(arrival, key)
        self.assertEqual(standardwebhooks.Webhook(key).verify(arrival.body, arrival.headers),
                         arrival.document)
        self.assertRefused(arrival, key, body=arrival.body.replace(b"Library", b"library"))
        self.assertRefused(arrival, key, body=arrival.body + b" ")
        self.assertRefused(arrival, key, headers={"webhook-id": arrival.id + "x"})
        stamp = int(arrival.headers["webhook-timestamp"])
        self.assertRefused(arrival, key, headers={"webhook-timestamp": str(stamp + 1)})
        self.assertRefused(arrival, symmetric())

    def test_both_libraries_refuse_a_message_that_is_stale(self):
        arrival = self.arrival()

        class Later(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime.now(tz) + timedelta(minutes=6)

        with mock.patch("standardwebhooks.webhooks.datetime", Later):
            self.assertRefused(arrival, self.office.key)
        self.assertVerified(arrival, self.office.key)

    def test_during_a_rotation_the_old_and_the_new_key_verify(self):
        old, new = symmetric(), symmetric()
        self.keys("# the new one", new, old)
        arrival = self.arrival()
        self.assertEqual(len(arrival.headers["webhook-signature"].split(" ")), 2)
        self.assertVerified(arrival, old)
        self.assertVerified(arrival, new)
        self.assertRefused(arrival, symmetric())

    def test_an_ed25519_signature_is_verified_by_cryptography(self):
        private = Ed25519PrivateKey.generate()
        seed = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        self.keys("whsk_" + base64.b64encode(seed).decode(), self.office.key)
        arrival = self.arrival()
        # A receiver that knows one of the kinds passes over the other.
        self.assertVerified(arrival, self.office.key)
        words = arrival.headers["webhook-signature"].split(" ")
        (word,) = [one for one in words if one.startswith("v1a,")]
        signature = base64.b64decode(word.removeprefix("v1a,"), validate=True)
        start = f"{arrival.id}.{arrival.headers['webhook-timestamp']}."
        public = private.public_key()
        public.verify(signature, start.encode() + arrival.body)
        with self.assertRaises(InvalidSignature):
            public.verify(signature, start.encode() + arrival.body + b" ")

    def test_the_id_has_no_full_stop_and_a_repeat_has_the_same_with_a_new_time(self):
        answers = iter([500, 500, 204])
        receiver = self.receiver(lambda arrival: next(answers))
        self.office.add_webhook(receiver.url, attempts=["1s", "1s"])
        self.office.start()
        self.publish()
        arrivals = receiver.wait_for(3)
        self.assertEqual(len({one.id for one in arrivals}), 1)
        self.assertEqual(len({one.body for one in arrivals}), 1)
        self.assertRegex(arrivals[0].id, r"\Amsg_[A-Za-z0-9_-]+\Z")
        stamps = [int(one.headers["webhook-timestamp"]) for one in arrivals]
        self.assertLess(stamps[0], stamps[2])
        for arrival in arrivals:
            self.assertVerified(arrival, self.office.key)

    def test_a_test_is_verified_and_has_nothing_of_a_release(self):
        receiver = self.receiver()
        self.office.add_webhook(receiver.url)
        self.office.start()
        ran = self.office.ctl("outputs", "test", "wire")
        self.assertIn("204", ran.out)
        (arrival,) = receiver.wait_for(1)
        self.assertVerified(arrival, self.office.key)
        document = arrival.document
        self.assertEqual(sorted(document), ["data", "timestamp", "type"])
        self.assertEqual(document["type"], "test.ping")
        self.assertEqual(document["data"], {"output": "wire"})


class TLSTests(Case):
    """nginx on loopback, with certificates of an authority of our own."""

    def setUp(self):
        super().setUp()
        self.folder = Path(tempfile.mkdtemp(prefix="embargo-nginx-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.authority = Authority(self.folder)
        self.log = self.folder / "access.log"
        self.ports = {}

    def serve(self, **certificates):
        """One server a certificate; each answers 204 and writes what it got."""
        blocks = []
        for name, (certificate, key) in certificates.items():
            with socket.socket() as place:
                place.bind(("127.0.0.1", 0))
                self.ports[name] = place.getsockname()[1]
            blocks.append(
                f"server {{ listen 127.0.0.1:{self.ports[name]} ssl;\n"
                f"ssl_certificate {certificate}; ssl_certificate_key {key};\n"
                "location / { return 204; } }"
            )
        form = "$ssl_server_name $ssl_protocol $request_method $uri $http_webhook_id"
        config = self.folder / "nginx.conf"
        config.write_text(
            f"daemon off; pid {self.folder}/pid; error_log {self.folder}/error.log info;\n"
            "events {}\nhttp {\n"
            f"log_format plain '{form}'; access_log {self.log} plain;\n"
            f"client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;\n"
            f"fastcgi_temp_path {self.folder}/f; uwsgi_temp_path {self.folder}/u;\n"
            f"scgi_temp_path {self.folder}/s;\n" + "\n".join(blocks) + "\n}\n"
        )
        program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin") or "nginx"
        process = subprocess.Popen(
            [program, "-p", self.folder, "-c", config, "-e", self.folder / "error.log"])
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        for port in self.ports.values():
            until(lambda port=port: self.listens(port), 10, "nginx")

    @staticmethod
    def listens(port):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def add(self, name, **more):
        url = f"https://localhost:{self.ports[name]}/hooks/{name}"
        self.office.add_webhook(url, name=name, **({"ca_file": self.authority.path} | more))

    def requests(self):
        """What nginx has answered, as it logged it."""
        if not self.log.exists():
            return []
        return [line.split(" ") for line in self.log.read_text().splitlines()]

    def test_a_certificate_by_the_authority_for_the_name_is_accepted_and_no_other_is(self):
        stranger = Authority(self.folder, "stranger")
        hour = timedelta(hours=1)
        self.serve(
            good=self.authority.issue("good", "localhost"),
            expired=self.authority.issue("expired", "localhost", age=3 * hour, life=hour),
            early=self.authority.issue("early", "localhost", age=-hour),
            host=self.authority.issue("host", "wire.example"),
            stranger=stranger.issue("stranger", "localhost"),
        )
        bad = ("expired", "early", "host", "stranger")
        for name in ("good", *bad):
            self.add(name)
        # The same good server, for one who trusts only the system's authorities.
        self.office.add_webhook(
            f"https://localhost:{self.ports['good']}/hooks/system", name="system")
        self.office.start()
        release = self.publish()
        self.wait_for("delivered", release, "good")
        for name in (*bad, "system"):
            delivery = self.wait_for("retrying", release, name)
            self.assertIn("certificate", delivery["last_error"].lower())
        requests = self.requests()
        self.assertEqual([one[3] for one in requests], ["/hooks/good"])
        name, protocol, method, _, identifier = requests[0]
        self.assertEqual((name, method), ("localhost", "POST"))
        self.assertIn(protocol, ("TLSv1.2", "TLSv1.3"))
        self.assertTrue(identifier.startswith("msg_"))

    def test_a_test_says_what_is_wrong_with_a_certificate(self):
        self.serve(host=self.authority.issue("host", "wire.example"))
        self.add("host")
        self.office.start()
        ran = self.office.ctl("outputs", "test", "host", code=None)
        self.assertNotEqual(ran.code, 0)
        self.assertIn("certificate", (ran.out + ran.err).lower())
        self.assertEqual(self.requests(), [])


class HostileTests(Case):
    """What nobody would write arrives as it was written, or was refused at intake."""

    TEMPLATE = (
        '{"text": "{{headline}}", "contacts": [{{#contacts}}"{{name}}"{{^last()}}, {{/last()}}'
        '{{/contacts}}], "slack": "{{escaped.text}}", "end": true}\n'
    )

    def test_two_hundred_hostile_releases(self):
        full, chat = self.receiver(), self.receiver()
        self.office.add_webhook(full.url, "full")
        template = self.office.write("chat.mustache", self.TEMPLATE)
        self.office.add_webhook(chat.url, "chat", template=template)
        self.office.start()
        wanted = {}
        for case in hostile.cases():
            path = self.office.folder / f"case-{case.number}.txt"
            path.write_bytes(case.data())
            ran = self.office.ctl("submit", path, "--slug", case.slug, code=None)
            if case.refused:
                self.assertNotEqual(ran.code, 0, case.name)
                self.assertIn(case.refused, ran.out + ran.err, case.name)
            elif ran.code == 0:
                wanted[case.slug] = case
            else:
                self.assertTrue((ran.out + ran.err).strip(), f"{case.name}: no reason")
        self.assertGreater(len(wanted), 150)
        arrived = {
            one.document["data"]["slug"]: one for one in full.wait_for(len(wanted), 60)}
        self.assertEqual(sorted(arrived), sorted(wanted))
        words = {one.document["text"]: one for one in chat.wait_for(len(wanted), 60)}
        for slug, case in wanted.items():
            with self.subTest(case.name):
                arrival = arrived[slug]
                self.assertEqual(
                    [sorted(arrival.document), arrival.document["type"]],
                    [["data", "timestamp", "type"], "release.published"])
                data = arrival.document["data"]
                self.assertEqual(data["text"].encode(), case.data())
                self.assertTrue(arrival.is_signed(self.office.key))
                if case.shown is not None:
                    self.assertEqual(data["headline"], case.shown)
                form = words[data["headline"]].document
                self.assertEqual(sorted(form), ["contacts", "end", "slack", "text"])
                self.assertEqual(form["contacts"], [one["name"] for one in data["contacts"]])
                escaped = data["text"].replace("&", "&amp;")
                escaped = escaped.replace("<", "&lt;").replace(">", "&gt;")
                self.assertEqual(form["slack"], escaped)
        self.assertIsNone(self.office.process.poll())


if __name__ == "__main__":
    unittest.main()
