#!/usr/bin/env python3
"""Checks the receipt of a release without any code of embargod.

Python's standard library and `cryptography` (Ed25519) are all it needs, with
verify-audit.py and audit_proofs.py beside it. The file is what
"embargoctl receipt ID --json" writes; docs/receipts.md describes its form.

exit codes: 0 good, 1 forged or about something else, 3 cannot tell
"""

import argparse
import hashlib
import importlib.util
import json
import pathlib
import sys

from audit_proofs import Flaw, canonical, is_key, is_signature, key_id, members, refuse

GOOD, FORGED, UNKNOWN = 0, 1, 3
LONGEST = 8 << 20


class Verdict(Exception):
    """The check has come to its end: an exit code and a sentence."""

    def __init__(self, code, why):
        super().__init__(why)
        self.code, self.why = code, why


def read(path):
    """What a receipt says, once its signature has been checked."""
    with open(path, "rb") as file:
        text = file.read(LONGEST + 1)
    if len(text) > LONGEST:
        raise Verdict(UNKNOWN, f"it is longer than {LONGEST} bytes")
    try:
        receipt = json.loads(text, object_pairs_hook=members, parse_float=refuse)
    except (Flaw, ValueError) as flaw:
        raise Verdict(UNKNOWN, f"it is not JSON as a receipt has it: {flaw}") from flaw
    if not isinstance(receipt, dict) or receipt.get("format") != "embargod-receipt":
        raise Verdict(UNKNOWN, "it is no receipt")
    if receipt.get("version") != 1:
        raise Verdict(UNKNOWN, "it has a version that this program does not know")
    public = receipt.get("public")
    if not is_key(public) or receipt.get("key") != key_id(public):
        raise Verdict(FORGED, "its key is not the one that it names")
    said = {name: value for name, value in receipt.items() if name != "signature"}
    message = b"embargod receipt 1\n" + canonical(said).encode()
    if not is_signature(public, receipt.get("signature"), message):
        raise Verdict(FORGED, f"its signature is not that of key {receipt['key']}")
    return receipt


def compare_records(receipt, path):
    """Looks for each record that it names in an export, which must hold itself."""
    place = pathlib.Path(__file__).with_name("verify-audit.py")
    spec = importlib.util.spec_from_file_location("verify_audit", place)
    audit = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(audit)
    code, why, _ = audit.check(path)
    if code != GOOD:
        raise Verdict(UNKNOWN, f"the export does not hold itself: {why}")
    wanted = {own["seq"]: own["hash"] for own in receipt["records"]["own"]}
    with open(path, "rb") as file:
        if json.loads(file.readline())["chain"] != receipt["chain"]:
            raise Verdict(FORGED, "it is about another chain of records")
        for line in file:
            record = json.loads(line)
            digest = wanted.pop(record.get("seq"), None)
            if digest not in (None, record.get("hash")):
                raise Verdict(FORGED, f"record {record['seq']} is another than it names")
    if wanted:
        raise Verdict(UNKNOWN, f"{len(wanted)} of the records that it names are not in the export")


def compare_text(receipt, path):
    """Looks for a file among those that it is about."""
    digest = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
    known = [
        file["sha256"] for revision in receipt["revisions"] for file in revision["files"] or []
    ]
    if digest not in known:
        raise Verdict(FORGED, f"{path} is none of the files that it is about")


def check(options):
    receipt = read(options.file)
    if options.key and receipt["public"] not in options.key:
        raise Verdict(FORGED, f"it is signed by key {receipt['key']}, not by one that was given")
    for path in options.text:
        compare_text(receipt, path)
    if options.records:
        compare_records(receipt, options.records)
    raise Verdict(GOOD, f"it is as key {receipt['key']} has signed it")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", help='what "embargoctl receipt ID --json" wrote')
    parser.add_argument("--key", action="append", default=[], metavar="PUBLIC")
    parser.add_argument("--records", metavar="EXPORT")
    parser.add_argument("--text", action="append", default=[], metavar="FILE")
    options = parser.parse_args()
    try:
        check(options)
    except Verdict as verdict:
        words = {GOOD: "Good", FORGED: "Not to be trusted", UNKNOWN: "Cannot tell"}
        print(f"{words[verdict.code]}: {verdict.why}.")
        sys.exit(verdict.code)
    except OSError as error:
        print(f"Cannot tell: {error}", file=sys.stderr)
        sys.exit(UNKNOWN)


if __name__ == "__main__":
    main()
