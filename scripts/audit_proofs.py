#!/usr/bin/env python3
"""What embargod's audit records are proved with: canonical JSON, digests, signatures, openings.

Part of verify-audit.py, which says what it is for; shares no code with embargod.
"""

import base64
import binascii
import dataclasses
import hashlib
import hmac
import json
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

EMPTY = hashlib.sha256(b"").hexdigest()
DEEPEST = 32
HEX = re.compile(r"[0-9a-f]{64}\Z")
INSTANT = re.compile(r"\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z\Z")


class Flaw(Exception):
    """Why something is not what it should be."""


# Canonical JSON (RFC 8785) of null, booleans, integers, strings, arrays and objects.


def members(pairs):
    """An object whose names are all different."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Flaw("a member comes twice")
    return found


def refuse(text):
    raise Flaw(f"{text} is no integer")


def canonical(value, depth=0):
    """The one way in which a value is written."""
    if depth > DEEPEST:
        raise Flaw(f"nested deeper than {DEEPEST} levels")
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        pairs = (canonical(name) + ":" + canonical(value[name], depth + 1) for name in names)
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item, depth + 1) for item in value) + "]"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 1 << 53:
        raise Flaw("a number is too large")
    return json.dumps(value, ensure_ascii=False)


def parse(text):
    """The object in some bytes, which must be canonical JSON."""
    try:
        value = json.loads(
            text.decode("utf-8"),
            object_pairs_hook=members,
            parse_float=refuse,
            parse_constant=refuse,
        )
    except (ValueError, RecursionError) as error:
        raise Flaw(f"it is not JSON: {error}") from error
    try:
        is_canonical = canonical(value).encode("utf-8") == text
    except UnicodeEncodeError as error:
        raise Flaw("it is not JSON: half of a surrogate pair") from error
    if not isinstance(value, dict):
        raise Flaw("it is no object")
    if not is_canonical:
        raise Flaw("it is not canonical JSON")
    return value


def is_digest(value):
    return isinstance(value, str) and HEX.match(value) is not None


def is_number(value, least=0):
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def unbase64(text, count):
    """So many bytes; nothing for anything but their one way of being written."""
    if not isinstance(text, str):
        return None
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    is_theirs = base64.b64encode(found).decode() == text
    return found if is_theirs and len(found) == count else None


def key_id(key):
    """The name of a public key (base64)."""
    return hashlib.sha256(base64.b64decode(key)).hexdigest()[:16]


def is_key(text):
    return unbase64(text, 32) is not None


def is_signature(key, signature, message):
    found = unbase64(signature, 64)
    if found is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(found, message)
    except (InvalidSignature, ValueError):
        return False
    return True


STATEMENT = {"at", "chain", "clock", "hash", "key", "previous", "public", "sequence"}


@dataclasses.dataclass
class Checkpoint:
    """A signed statement of where the chain ended; its signature has been checked."""

    text: bytes
    said: dict

    @staticmethod
    def read(text):
        said = parse(text)
        statement = {n: v for n, v in said.items() if n not in ("signature", "endorsement")}
        if set(statement) != STATEMENT:
            raise Flaw("its members are not those of a checkpoint")
        right = (
            is_digest(said["hash"])
            and is_digest(said["previous"])
            and is_number(said["sequence"], 1)
            and isinstance(said["chain"], str)
            and isinstance(said["at"], str)
            and INSTANT.match(said["at"]) is not None
        )
        if not right:
            raise Flaw("a member does not have its form")
        if not is_key(said["public"]) or said["key"] != key_id(said["public"]):
            raise Flaw("its key is not the one that it names")
        found = Checkpoint(text, said)
        message = b"embargod checkpoint 1\n" + found.statement
        if not is_signature(said["public"], said.get("signature"), message):
            raise Flaw(f"its signature is not that of key {said['key']}")
        return found

    @property
    def statement(self):
        rest = {n: v for n, v in self.said.items() if n not in ("signature", "endorsement")}
        return canonical(rest).encode()

    @property
    def digest(self):
        return hashlib.sha256(self.text).hexdigest()

    @property
    def sequence(self):
        return self.said["sequence"]

    @property
    def key(self):
        return self.said["public"]

    def is_endorsed_by(self, key):
        said = self.said.get("endorsement")
        if not isinstance(said, dict) or said.get("key") != key_id(key):
            return False
        message = b"embargod checkpoint endorsement 1\n" + self.statement
        return is_signature(key, said.get("signature"), message)


class Openings:
    """What was committed to before a lift against what the record of the lift opens."""

    def __init__(self):
        self.pending, self.count = {}, 0

    @staticmethod
    def fits(commitment, digest, nonce):
        try:
            key, message = bytes.fromhex(nonce), bytes.fromhex(digest)
        except ValueError:
            return False
        return hmac.new(key, message, hashlib.sha256).hexdigest() == commitment

    def take(self, record):
        event, release, data = record["event"], record.get("release"), record["data"]
        if release is None or not event.startswith(("release.", "delivery.", "embargo.")):
            return
        if isinstance(data.get("commitment"), str) and is_number(data.get("revision")):
            self.pending[release] = {
                "revision": data["revision"],
                "commitment": data["commitment"],
                "intents": {},
                "published": {},
                "nonce": None,
            }
            return
        found = self.pending.get(release)
        if found is None:
            return
        if event == "release.armed":
            for intent in data.get("intents", []):
                found["intents"][intent["output"]] = intent["commitment"]
        if event == "release.disarmed":
            found["intents"] = {}
        for delivery in [data, *data.get("deliveries", [])]:
            if "output" in delivery and "digest" in delivery:
                found["published"][delivery["output"]] = delivery["digest"]
        self.open(found, data)
        self.compare(found)
        is_over = event in ("release.corrected", "release.killed")
        if is_over or (found["nonce"] is not None and not found["intents"]):
            del self.pending[release]

    def open(self, found, data):
        if "from_digest" in data and "from_nonce" in data:
            digest, nonce = data["from_digest"], data["from_nonce"]
        elif "digest" in data and "nonce" in data and data.get("revision") == found["revision"]:
            digest, nonce = data["digest"], data["nonce"]
        else:
            return
        if found["nonce"] is not None:
            return
        if not self.fits(found["commitment"], digest, nonce):
            raise Flaw("what it opens is not what was committed to before the lift")
        found["nonce"] = nonce
        self.count += 1

    def compare(self, found):
        if found["nonce"] is None:
            return
        for name, digest in sorted(found["published"].items()):
            commitment = found["intents"].get(name)
            if commitment is None:
                continue
            if not self.fits(commitment, digest, found["nonce"]):
                raise Flaw(f"what went to {name} is not what was committed to when it was armed")
            del found["intents"][name]
            self.count += 1
        found["published"] = {}
