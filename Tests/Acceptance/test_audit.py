"""The audit chain shows every later change: of an exported file and of the ledger itself."""

import hashlib
import json
import unittest

from harness import texts
from harness.ledgers import OpenedLedger
from harness.office import Office

GOOD, TAMPERED, TRUNCATED, UNKNOWN = 0, 1, 2, 3


class AuditTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)
        self.office.add_files()
        self.office.start()
        for number in range(3):
            at = texts.tomorrow() + number
            self.office.submit(texts.release(f"A Release Numbered {number}", at))

    def verify(self, *arguments, code):
        ran = self.office.ctl("audit", "verify", "--json", *arguments, code=code)
        verdict = ran.json
        words = {GOOD: "good", TAMPERED: "tampered", TRUNCATED: "truncated", UNKNOWN: "unknown"}
        self.assertEqual(verdict["verdict"], words[code])
        return verdict

    # An exported file

    def export(self):
        file = self.office.folder / "records.jsonl"
        answer = self.office.ctl("audit", "export", file, "--json").json
        lines = file.read_text().splitlines()
        self.assertEqual(answer["records"], sum('"record":' in line for line in lines))
        return file

    def check_damage(self, change, code, *arguments):
        file = self.export()
        lines = file.read_text().splitlines()
        change(lines)
        file.write_text("".join(line + "\n" for line in lines))
        return self.verify(file, *arguments, code=code)

    @staticmethod
    def submissions(lines):
        """Where in an export the records of submissions are; checkpoints stand among them."""
        return [place for place, line in enumerate(lines) if "release.submitted" in line]

    @staticmethod
    def sequence(line):
        return json.loads(json.loads(line)["record"])["seq"]

    def test_an_exported_file_as_it_is_is_good(self):
        verdict = self.check_damage(lambda lines: None, GOOD)
        self.assertEqual(verdict["head"], self.office.get("/v1/status")["ledger"]["head"])

    def test_a_changed_byte_in_an_exported_file_is_noticed(self):
        changed = []

        def change(lines):
            place = self.submissions(lines)[1]
            changed.append(self.sequence(lines[place]))
            lines[place] = lines[place].replace("submitted", "submittee", 1)

        self.assertEqual(self.check_damage(change, TAMPERED)["sequence"], changed[0])

    def test_a_changed_byte_with_its_hash_made_anew_is_noticed_by_the_next_record(self):
        changed = []

        def change(lines):
            place = self.submissions(lines)[1]
            changed.append(self.sequence(lines[place]))
            record = json.loads(lines[place])
            record["record"] = record["record"].replace("submitted", "committed")
            record["hash"] = hashlib.sha256(record["record"].encode()).hexdigest()
            lines[place] = json.dumps(record, sort_keys=True, separators=(",", ":"))

        found = self.check_damage(change, TAMPERED)["sequence"]
        self.assertIn(found, (changed[0], changed[0] + 1))

    def test_a_removed_record_in_an_exported_file_is_noticed(self):
        self.check_damage(lambda lines: lines.pop(self.submissions(lines)[1]), TAMPERED)

    def test_a_swapped_pair_in_an_exported_file_is_noticed(self):
        def change(lines):
            one, other = self.submissions(lines)[:2]
            lines[one], lines[other] = lines[other], lines[one]

        self.check_damage(change, TAMPERED)

    def test_a_cut_tail_is_noticed(self):
        head = self.office.get("/v1/status")["ledger"]["head"]
        file = self.export()
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(lines[:-2]))
        self.verify(file, code=TRUNCATED)
        self.verify(file, "--head", head, code=TRUNCATED)

    def test_what_is_no_export_tells_nothing(self):
        file = self.office.folder / "garbage"
        for content in (b"", b"Dear diary,\n", b'{"a": 1}\n', bytes(range(256)) * 8):
            with self.subTest(content[:12]):
                file.write_bytes(content)
                self.verify(file, code=UNKNOWN)
        self.verify(self.office.folder / "absent", code=UNKNOWN)

    # The ledger itself, with the daemon down

    def damage(self, *statements):
        self.office.stop()
        ledger = OpenedLedger(self.office.state)
        self.records = ledger.records()
        ledger.change(*statements)

    def verify_ledger(self, *arguments, code):
        self.verify("--state", self.office.state, *arguments, code=code)

    def test_the_ledger_of_a_stopped_daemon_is_good(self):
        self.damage()
        self.verify_ledger(code=GOOD)

    def test_a_changed_byte_in_the_ledger_is_noticed(self):
        other = "CAST(replace(CAST(bytes AS TEXT), 'submitted', 'committed') AS BLOB)"
        self.damage((f"UPDATE records SET bytes = {other} WHERE sequence = 4", ()))
        self.verify_ledger(code=TAMPERED)

    def test_a_removed_record_in_the_ledger_is_noticed(self):
        self.damage(("DELETE FROM records WHERE sequence = 2", ()))
        self.verify_ledger(code=TAMPERED)

    def test_a_swapped_pair_in_the_ledger_is_noticed(self):
        swap = "UPDATE records SET sequence = ? WHERE sequence = ?"
        self.damage((swap, (99, 2)), (swap, (2, 3)), (swap, (3, 99)))
        self.verify_ledger(code=TAMPERED)

    def test_a_cut_tail_of_the_ledger_is_noticed_with_a_remembered_head(self):
        head = self.office.get("/v1/status")["ledger"]["head"]
        self.damage(
            ("DELETE FROM records WHERE sequence > 3", ()),
            (
                "UPDATE meta SET head_sequence = 3,"
                " head_hash = (SELECT hash FROM records WHERE sequence = 3)",
                (),
            ),
        )
        # Its checkpoints cover more than what is left of the records.
        self.verify_ledger(code=TRUNCATED)
        self.verify_ledger("--head", head, code=TRUNCATED)

    def test_a_daemon_does_not_start_on_a_ledger_whose_head_is_not_its_last_record(self):
        self.damage(("DELETE FROM records WHERE sequence > 3", ()))
        self.office.launch()
        self.assertNotEqual(self.office.process.wait(20), 0)
        self.assertIn("ledger", self.office.said)

    def test_a_file_that_is_no_ledger_tells_nothing(self):
        self.office.stop()
        for name in ("ledger.sqlite-wal", "ledger.sqlite-shm"):
            (self.office.state / name).unlink(missing_ok=True)
        (self.office.state / "ledger.sqlite").write_bytes(b"not a database" * 1000)
        self.verify_ledger(code=UNKNOWN)


if __name__ == "__main__":
    unittest.main()
