"""The receipt of a release: what became of it, signed, and checked by others."""

import hashlib
import importlib.util
import json
import subprocess
import sys
import unittest

from harness import texts
from harness.office import ROOT, Office
from harness.waiting import until

GOOD, FORGED, UNKNOWN = 0, 1, 3
CHECKER = ROOT / "scripts" / "verify-receipt.py"


class ReceiptTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)
        self.office.add_files()
        self.office.start()
        self.instant = texts.instant_ahead(3)
        text = texts.release("A Library Opens Its Doors", self.instant)
        self.text = self.office.write("library.txt", text)

    def lift(self):
        self.office.ctl("submit", self.text, "--slug", "library")
        self.wait_for("lifted")

    def wait_for(self, state):
        until(lambda: self.office.show("library")["state"] == state, 15, state, every=0.05)

    def receipt(self):
        file = self.office.folder / "receipt.json"
        file.unlink(missing_ok=True)
        self.office.ctl("receipt", "library", "--output", file)
        return file

    def export(self, name="records.jsonl"):
        file = self.office.folder / name
        self.office.ctl("audit", "export", file)
        return file

    def check(self, file, *options, code):
        """Both checkers say the same; the second wants Python's cryptography."""
        ran = self.office.ctl("receipt", "verify", file, *options, "--json", code=code)
        words = {GOOD: "good", FORGED: "tampered", UNKNOWN: "unknown"}
        self.assertEqual(ran.json["verdict"], words[code])
        if importlib.util.find_spec("cryptography") is None:
            return
        other = subprocess.run(
            [sys.executable, CHECKER, file, *options], capture_output=True, check=False, text=True
        )
        self.assertEqual(other.returncode, code, other.stdout + other.stderr)

    def test_there_is_none_before_the_lift(self):
        self.office.ctl("submit", self.text, "--slug", "library")
        refused = self.office.ctl("receipt", "library", code=65)
        self.assertIn("still scheduled", refused.err)
        self.wait_for("lifted")
        self.receipt()

    def test_it_says_what_was_meant_and_what_came_of_it(self):
        self.lift()
        said = json.loads(self.receipt().read_text())
        self.assertEqual(said["release"]["slug"], "library")
        self.assertEqual(said["embargo"]["instant"], said["lift"]["due"])
        self.assertIn(said["embargo"]["stamp"], self.text.read_text())
        sent = self.text.read_bytes()
        files = said["revisions"][0]["files"]
        self.assertEqual(files[0]["sha256"], hashlib.sha256(sent).hexdigest())
        self.assertIn("synchronised", said["lift"]["clock"])
        (output,) = said["outputs"]
        self.assertEqual((output["state"], output["attempts"]), ("delivered", 1))
        self.assertGreaterEqual(output["first"].strip("Z"), said["lift"]["due"].strip("Z"))
        self.assertTrue(output["answer"])
        page = self.office.ctl("receipt", "library").out
        for words in ("A Library Opens Its Doors", said["embargo"]["stamp"], "delivered"):
            self.assertIn(words, " ".join(page.split()))
        html = self.office.ctl("receipt", "library", "--html").out
        self.assertIn("<h1>Release receipt: A Library Opens Its Doors</h1>", html)

    def test_both_checkers_know_a_good_one_from_a_changed_one(self):
        self.lift()
        file = self.receipt()
        records = self.export()
        key = json.loads(file.read_text())["public"]
        self.check(
            file, "--key", key, "--text", self.text, "--records", records, code=GOOD
        )
        self.check(file, "--key", "A" * 43 + "=", code=FORGED)
        other = self.office.write("other.txt", "Another text.\n")
        self.check(file, "--text", other, code=FORGED)
        forged = self.office.write("forged.json", file.read_text().replace("library", "liberty"))
        self.check(forged, code=FORGED)
        junk = self.office.write("junk.json", "{}\n")
        self.check(junk, code=UNKNOWN)

    def test_records_that_are_not_in_the_export_are_missed(self):
        self.office.ctl("submit", self.text, "--slug", "library")
        early = self.export("early.jsonl")
        self.wait_for("lifted")
        self.check(self.receipt(), "--records", early, code=UNKNOWN)

    def test_of_what_was_erased_it_tells_no_words_and_no_digests(self):
        self.lift()
        self.office.ctl("erase", "library", "--reason", "the author asked for it")
        id = self.office.ctl("list", "--all", "--json").json[0]["id"]
        file = self.office.folder / "erased.json"
        self.office.ctl("receipt", id, "--output", file)
        said = json.loads(file.read_text())
        self.assertEqual([one["files"] for one in said["revisions"]], [None])
        self.assertNotIn("Library", json.dumps(said))
        self.check(file, code=GOOD)

    def test_a_correction_and_a_kill_are_in_it(self):
        self.lift()
        text = texts.release("A Library Opens Its Doors", None, body="PARIS - Another body of it.")
        second = self.office.write("second.txt", text)
        self.office.ctl("correct", "library", second, "--reason", "the hour was wrong")
        self.office.ctl("kill", "library", "--reason", "it is not authentic")
        said = json.loads(self.receipt().read_text())
        self.assertEqual(said["release"]["state"], "killed")
        self.assertEqual(said["release"]["kill_reason"], "it is not authentic")
        self.assertEqual([one["number"] for one in said["revisions"]], [1, 2, 3])
        self.check(self.receipt(), "--text", self.text, "--text", second, code=GOOD)
        self.assertEqual(
            {(one["output"], one["revision"]) for one in said["outputs"]},
            {("newsroom", 1), ("newsroom", 2), ("newsroom", 3)},
        )


if __name__ == "__main__":
    unittest.main()
