#!/usr/bin/env python3
"""Checks an exported audit file without any code of embargod.

Python's standard library and `cryptography` (Ed25519) are all it needs, and
audit_proofs.py beside it. The file is what "embargoctl audit export" writes;
docs/audit.md describes its form, what a check proves, and what it does not.

exit codes: 0 good, 1 tampered, 2 truncated or rolled back, 3 cannot tell
"""

import argparse
import hashlib
import json
import sys

from audit_proofs import (
    EMPTY,
    Checkpoint,
    Flaw,
    Openings,
    is_digest,
    is_key,
    is_number,
    key_id,
    parse,
)

GOOD, TAMPERED, TRUNCATED, UNKNOWN = 0, 1, 2, 3
LONGEST_LINE = 4 << 20


class End(Exception):
    """The check has come to its verdict: an exit code, a sentence and facts."""

    def __init__(self, code, why, **facts):
        super().__init__(why)
        self.code, self.why, self.facts = code, why, facts


class Audit:
    """The chain of records with each checkpoint behind the record that it names."""

    def __init__(self, chain, heads, outside, keys):
        self.chain, self.outside, self.trusted = chain, outside, list(keys)
        self.given, self.remembered = list(keys), {}
        for sequence, digest in heads + [(c.sequence, c.said["hash"]) for c in outside]:
            self.remembered.setdefault(sequence, []).append(digest)
        self.sequence, self.hash = 0, EMPTY
        self.last, self.beyond, self.epochs, self.openings = None, None, [], Openings()
        self.checkpoints, self.covered, self.keys = 0, 0, []
        self.compare_head()

    @staticmethod
    def tampered(sequence, why):
        raise End(TAMPERED, why, sequence=sequence)

    def compare_head(self):
        if any(digest != self.hash for digest in self.remembered.get(self.sequence, [])):
            self.tampered(self.sequence, "its hash differs from the head that was noted")

    def take(self, sequence, digest, text):
        expected = self.sequence + 1
        try:
            if self.beyond is not None:
                raise Flaw("a checkpoint of a later record stands before it")
            if sequence != expected:
                raise Flaw(f"the record stored here is number {sequence}")
            if hashlib.sha256(text).hexdigest() != digest:
                raise Flaw("its bytes do not have the hash that is stored with them")
            record = parse(text)
            if record.get("seq") != sequence:
                raise Flaw(f"the number inside it is not {sequence}")
            if record.get("prev") != self.hash:
                raise Flaw("it does not follow the record before it")
            event, data = record.get("event"), record.get("data")
            if not isinstance(event, str) or not isinstance(data, dict):
                raise Flaw("it has no event or no data")
            self.sequence, self.hash = sequence, digest
            self.compare_head()
            if event == "audit.key-changed":
                if not is_key(data.get("public")) or data.get("to") != key_id(data["public"]):
                    raise Flaw("it does not say which key signs from then on")
                self.epochs.append((sequence, data["public"]))
            self.openings.take(record)
        except (Flaw, KeyError, TypeError, AttributeError) as flaw:
            self.tampered(expected, str(flaw))

    def take_checkpoint(self, text):
        try:
            checkpoint = Checkpoint.read(text)
        except Flaw as flaw:
            self.tampered(
                max(1, self.sequence), f"the checkpoint behind it does not hold: {flaw}"
            )
        why = self.flaw(checkpoint)
        if why:
            self.tampered(checkpoint.sequence, f"its checkpoint does not hold: {why}")
        if checkpoint.sequence > self.sequence:
            self.beyond = self.beyond or checkpoint
            return
        if self.last and self.last.key in self.trusted and self.vouches(checkpoint):
            self.trusted.append(checkpoint.key)
        if not self.keys or self.keys[-1] != checkpoint.key:
            self.keys.append(checkpoint.key)
        if not self.given or checkpoint.key in self.trusted:
            self.covered = checkpoint.sequence
        self.checkpoints += 1
        self.last = checkpoint

    def vouches(self, checkpoint):
        return checkpoint.is_endorsed_by(self.last.key)

    def flaw(self, checkpoint):
        said = checkpoint.said
        if said["chain"] != self.chain:
            return f"it is of the chain {said['chain']}, this is {self.chain}"
        if said["previous"] != (self.last.digest if self.last else EMPTY):
            return "it does not follow the one before it"
        if checkpoint.sequence < self.sequence:
            return "it does not stand behind its record"
        if checkpoint.sequence > self.sequence:
            return None
        if said["hash"] != self.hash:
            return "the record has another hash"
        if not self.epochs:
            return "no record before it names a key that signs"
        if self.epochs[-1][1] != checkpoint.key:
            named = key_id(self.epochs[-1][1])
            return f"it is signed by key {said['key']}, and by the records {named} signs there"
        is_new = self.last is not None and self.last.key != checkpoint.key
        if is_new and checkpoint.key not in self.given and not self.vouches(checkpoint):
            return (
                f"key {said['key']} is new, and key {self.last.said['key']} of before does not "
                f"vouch for it; if that one was lost, name the new one, too: --key {checkpoint.key}"
            )
        return None

    def finish(self):
        """Says what is wrong with the whole, if anything is."""
        for outside in self.outside:
            if outside.said["chain"] != self.chain:
                raise End(
                    UNKNOWN,
                    f"the checkpoints from elsewhere are of the chain {outside.said['chain']}, "
                    f"this is {self.chain}: it is another ledger, or another has been put in its "
                    "place",
                )
        for outside in self.outside:
            named = [key for start, key in self.epochs if start <= outside.sequence][-1:]
            is_named = named == [outside.key] or outside.key in self.given
            if outside.sequence <= self.sequence and not is_named:
                self.tampered(
                    outside.sequence,
                    f"the checkpoint from elsewhere is signed by key {outside.said['key']}, which "
                    "the records do not name there",
                )
        latest = max(self.remembered, default=0)
        if latest > self.sequence:
            self.truncated(f"but {latest} were there when that head was noted")
        if self.beyond:
            said = self.beyond.said
            self.truncated(f"but a checkpoint of {said['at']} covers {said['sequence']}")
        if self.given and not self.covered:
            if self.last is None:
                raise End(UNKNOWN, "there are no checkpoints that a key could be of")
            self.tampered(
                self.last.sequence, "no checkpoint is signed by the key that was given"
            )

    def truncated(self, why):
        raise End(TRUNCATED, f"there are {self.sequence} records, {why}", head=self.head)

    @property
    def head(self):
        return f"{self.sequence}:{self.hash}"


class Export:
    """An exported file, line by line."""

    def __init__(self, heads, outside, keys):
        self.trust = (heads, outside, keys)
        self.audit, self.header, self.end = None, None, None
        self.digest, self.records, self.lines = hashlib.sha256(), 0, 0

    def read(self, file):
        is_whole = True
        while line := file.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                self.refuse(f"line {self.lines + 1} is longer than any that an export has")
            is_whole = line.endswith(b"\n")
            self.take(line.removesuffix(b"\n"))
        return self.finish(is_whole)

    def refuse(self, why):
        Audit.tampered((self.audit.sequence if self.audit else 0) + 1, why)

    def take(self, line):
        self.lines += 1
        if self.header is None:
            self.take_header(line)
        elif self.end is not None:
            self.refuse("something stands behind the end of the export")
        else:
            try:
                content = parse(line)
            except Flaw:
                content = {}
            if set(content) == {"hash", "record", "seq"}:
                right = is_digest(content["hash"]) and isinstance(content["record"], str)
                if not right or not is_number(content["seq"]):
                    self.refuse(f"line {self.lines} is no record as an export has it")
                self.audit.take(content["seq"], content["hash"], content["record"].encode())
                self.records += 1
            elif set(content) == {"checkpoint"} and isinstance(content["checkpoint"], str):
                self.audit.take_checkpoint(content["checkpoint"].encode())
            elif set(content) == {"end"}:
                self.end = content["end"]
                return
            else:
                self.refuse(f"line {self.lines} is nothing that an export has")
        self.digest.update(line + b"\n")

    def take_header(self, line):
        try:
            content = parse(line)
        except Flaw:
            content = {}
        if content.get("format") != "embargod-audit":
            raise End(
                UNKNOWN,
                "the first line is not that of an export: it is no file of audit export, or of an "
                "earlier version; export again",
            )
        if content.get("version") != 2:
            raise End(UNKNOWN, "the export has a version that this program does not know")
        keys = content.get("keys")
        right = (
            set(content) == {"chain", "format", "keys", "program", "version"}
            and isinstance(content["chain"], str)
            and isinstance(content["program"], str)
            and isinstance(keys, list)
            and all(isinstance(key, dict) and set(key) == {"id", "public"} for key in keys)
            and all(is_key(key["public"]) and key["id"] == key_id(key["public"]) for key in keys)
        )
        if not right:
            self.refuse("the first line is not as an export has it")
        self.header = content
        self.audit = Audit(content["chain"], *self.trust)

    def finish(self, is_whole):
        if self.header is None:
            raise End(UNKNOWN, "the file is empty: it is no export")
        audit = self.audit
        audit.finish()
        if self.end is None or not is_whole:
            raise End(
                TRUNCATED,
                f"the export has no end: it was cut off behind record {audit.sequence}",
                head=audit.head,
            )
        expected = {
            "checkpoints": audit.checkpoints,
            "head": audit.head,
            "records": self.records,
            "sha256": self.digest.hexdigest(),
        }
        if self.end != expected:
            Audit.tampered(
                audit.sequence + 1,
                "its end does not say what stands before it: something was changed, added or "
                "removed",
            )
        if [key["public"] for key in self.header["keys"]] != list(dict.fromkeys(audit.keys)):
            Audit.tampered(1, "the keys in the first line are not those that have signed")
        return audit


def outside_checkpoints(path):
    """Checkpoints of a second place, one a line, also as the journal has them."""
    found, torn = [], 0
    with open(path, "rb") as file:
        for number, line in enumerate(file, start=1):
            start, end = line.find(b'{"at":"'), line.rfind(b"}")
            if start < 0:
                continue
            text = line[start : end + 1]
            try:
                json.loads(text)
            except ValueError:
                torn += 1
                continue
            try:
                found.append(Checkpoint.read(text))
            except Flaw as flaw:
                raise End(UNKNOWN, f"line {number} of {path} is no checkpoint: {flaw}") from flaw
    if torn:
        print(f"{path}: {torn} lines are broken off and were left out.", file=sys.stderr)
    if not found:
        raise End(UNKNOWN, f"there is no checkpoint in {path}")
    return found


def check(path, heads=(), outside=(), keys=()):
    """An exit code, a sentence and facts about one export."""
    try:
        with open(path, "rb") as file:
            audit = Export(list(heads), list(outside), list(keys)).read(file)
    except End as end:
        return end.code, end.why, end.facts
    except OSError as error:
        return UNKNOWN, str(error), {}
    facts = {
        "records": audit.sequence,
        "head": audit.head,
        "checkpoints": audit.checkpoints,
        "covered": audit.covered,
        "keys": audit.keys,
        "key_given": bool(keys),
        "opened": audit.openings.count,
    }
    why = f"{audit.sequence} records, each in its place and unchanged"
    return GOOD, why, facts


def head(text):
    sequence, _, digest = text.partition(":")
    if not sequence.isdecimal() or not is_digest(digest):
        raise argparse.ArgumentTypeError(f'wanted SEQ:HASH, got "{text}"')
    return int(sequence), digest


def public_key(text):
    if not is_key(text):
        raise argparse.ArgumentTypeError(f'wanted 44 characters of base64, got "{text}"')
    return text


def report(code, why, facts):
    """The verdict for people."""
    if code == GOOD:
        print(f"Good: {why}.")
        print(f"  Head         {facts['head']}")
        rest = facts["records"] - facts["covered"]
        signed = f"{facts['checkpoints']}, up to record {facts['covered']}"
        unsigned = f"; the last {rest} are not signed yet" if rest else ""
        print(f"  Checkpoints  {signed + unsigned if facts['checkpoints'] else 'none'}")
        if facts["keys"]:
            print(f"  Key          {key_id(facts['keys'][-1])}  {facts['keys'][-1]}")
        print(f"  Opened       {facts['opened']} commitments hold")
        if facts["keys"] and not facts["key_given"]:
            print(
                "Whose key that is only the records themselves say: give the daemon's public key "
                "to --key.",
                file=sys.stderr,
            )
    elif code == TAMPERED:
        place = f" at record {facts['sequence']}" if facts["sequence"] else ""
        print(f"Tampered: it does not hold{place}: {why}.")
    elif code == TRUNCATED:
        print(f"Truncated or rolled back: {why}.")
    else:
        print(f"Cannot tell: {why}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", help='what "embargoctl audit export" wrote')
    parser.add_argument("--checkpoints", action="append", default=[], metavar="FILE")
    parser.add_argument("--head", action="append", default=[], type=head, metavar="SEQ:HASH")
    parser.add_argument("--key", action="append", default=[], type=public_key, metavar="PUBLIC")
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    options = parser.parse_args()
    try:
        outside = [c for path in options.checkpoints for c in outside_checkpoints(path)]
        code, why, facts = check(options.file, options.head, outside, options.key)
    except (End, OSError) as error:
        code, why, facts = UNKNOWN, str(error), {}
    if options.json:
        word = ["good", "tampered", "truncated", "unknown"][code]
        print(json.dumps({"verdict": word, **facts, **({"why": why} if code else {})}))
    else:
        report(code, why, facts)
    sys.exit(code)


if __name__ == "__main__":
    main()
