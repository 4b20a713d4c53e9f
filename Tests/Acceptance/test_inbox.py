"""The inbox folder: what is taken, what is refused with a reason, what is left alone."""

import json
import os
import pwd
import socket
import unittest

from harness import texts
from harness.office import Office
from harness.waiting import until

TOMORROW = texts.tomorrow()
# Longer than the daemon looks at anything that does not change.
LOOKED_AT = 15


class InboxTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)
        self.office.add_files()
        self.office.start()
        folders = self.office.get("/v1/status")["inbox"]["folders"]
        if not folders:
            self.skipTest("this daemon watches no inbox")
        self.assertEqual(folders, [str(self.office.state / "inbox")])
        self.inbox = self.office.state / "inbox"
        self.text = texts.release("A Market Hall Is Saved", TOMORROW)

    def drop(self, name, content):
        """Writes a file under a name that is ignored, and renames it in."""
        data = content if isinstance(content, bytes) else content.encode()
        part = self.inbox / ".writing.part"
        part.write_bytes(data)
        part.rename(self.inbox / name)

    def accepted(self, name):
        path = self.inbox / "accepted" / f"{name}.json"
        until(path.exists, LOOKED_AT, f"accepted/{name}.json", every=0.05)
        return json.loads(path.read_text())

    def refused(self, name):
        path = self.inbox / "rejected" / f"{name}.reason.txt"
        until(path.exists, LOOKED_AT, f"rejected/{name}.reason.txt", every=0.05)
        return path.read_text()

    def left_alone(self):
        left = self.office.get("/v1/status")["inbox"]["left_alone"]
        return {os.path.basename(one["path"]): one["reason"] for one in left}

    def queue(self):
        return self.office.ctl("list", "--json").json

    def test_a_file_that_is_renamed_in_is_taken_and_answered_without_its_words(self):
        self.drop("market.txt", self.text)
        receipt = self.accepted("market.txt")
        (queued,) = self.queue()
        self.assertEqual(receipt["id"], queued["id"])
        self.assertEqual(receipt["lifts_at"], texts.rfc3339(TOMORROW))
        self.assertEqual(queued["headline"], "A Market Hall Is Saved")
        self.assertEqual(queued["submitted_by"], pwd.getpwuid(os.geteuid()).pw_name)
        self.assertNotIn("Market Hall", json.dumps(receipt))
        self.assertFalse((self.inbox / "market.txt").exists())
        self.assertNotIn("market", self.office.said)

    def test_words_to_come_are_refused_with_their_place_unless_the_file_accepts_them(self):
        draft = self.text.replace("\n###", "\nIt has TK stalls.\n\n###")
        self.assertIn("TK", draft)
        self.drop("market.txt", draft)
        reason = self.refused("market.txt")
        self.assertIn('"TK": TK stands for words', reason)
        self.assertIn('accept = ["unfinished-text"]', reason)
        self.assertEqual(self.queue(), [])
        self.drop("meant.txt", '+++\naccept = ["unfinished-text"]\n+++\n' + draft)
        self.accepted("meant.txt")
        (queued,) = self.queue()
        (revision,) = self.office.ctl("show", queued["id"], "--json").json["revisions"]
        (finding,) = revision["findings"]
        self.assertEqual(finding["check"], "unfinished-text")
        self.assertEqual(finding["action"], "accepted")

    def test_a_file_that_is_written_in_place_is_taken_when_it_is_closed(self):
        with open(self.inbox / "slow.txt", "w") as file:
            file.write(self.text[:40])
            file.flush()
            until(lambda: "slow.txt" in self.left_alone(), LOOKED_AT, "its name", every=0.1)
            self.assertEqual(self.queue(), [])
            file.write(self.text[40:])
        self.accepted("slow.txt")
        (queued,) = self.queue()
        self.assertEqual(queued["instant"], texts.rfc3339(TOMORROW))

    def test_what_lay_there_before_the_start_is_taken(self):
        self.office.stop()
        self.drop("early.txt", self.text)
        self.office.start()
        self.accepted("early.txt")
        self.assertEqual(len(self.queue()), 1)

    def test_a_release_from_the_inbox_goes_out_at_its_instant_with_its_exact_bytes(self):
        at = texts.instant_ahead(4)
        text = texts.release("A Market Hall Opens", at).replace("\n", "\r\n")
        self.drop("opens.txt", text)
        receipt = self.accepted("opens.txt")
        until(lambda: self.office.show(receipt["id"])["state"] == "lifted", 15, "the lift")
        (path,) = self.office.press.iterdir()
        self.assertEqual(path.read_bytes(), text.encode())
        lateness = self.office.delivery(receipt["id"], "newsroom")["lateness_ns"]
        self.assertTrue(0 <= lateness < 10**9, lateness)

    def test_front_matter_sets_the_slug(self):
        self.drop("named.txt", '+++\nslug = "market-hall"\n+++\n' + self.text)
        accepted = self.accepted("named.txt")
        self.assertNotIn("market-hall", str(accepted), "a slug is part of what is sealed")
        self.assertEqual(self.office.show("market-hall")["id"], accepted["id"])

    def test_a_release_that_cannot_be_read_is_moved_away_with_the_reason_beside_it(self):
        wrong = self.text.replace("EMBARGOED UNTIL", "EMBARGOED UNTIL 1:30 a.m. ET, or maybe")
        self.drop("wrong.txt", wrong)
        reason = self.refused("wrong.txt")
        self.assertIn("line 1", reason)
        self.assertEqual((self.inbox / "rejected" / "wrong.txt").read_text(), wrong)
        self.assertFalse((self.inbox / "wrong.txt").exists())
        self.assertEqual(self.queue(), [])

    def test_the_same_release_again_is_refused_with_the_id_that_it_has(self):
        self.drop("first.txt", self.text)
        receipt = self.accepted("first.txt")
        self.drop("second.txt", self.text)
        self.assertIn(receipt["id"], self.refused("second.txt"))
        self.assertEqual(len(self.queue()), 1)

    def test_a_folder_with_attachments_is_one_release(self):
        folder = self.office.folder / "packed"
        folder.mkdir()
        (folder / "release.txt").write_text(texts.release("A Map Is Drawn"))
        (folder / "map.pdf").write_bytes(b"%PDF-" + bytes(range(256)))
        if os.stat(folder).st_dev != os.stat(self.inbox).st_dev:
            self.skipTest("the inbox lies on another disk")
        folder.rename(self.inbox / "packed")
        receipt = self.accepted("packed")
        until(lambda: self.office.show(receipt["id"])["state"] == "lifted", 15, "the lift")
        names = sorted(path.name for path in self.office.press.rglob("*") if path.is_file())
        self.assertIn("map.pdf", names)
        self.assertFalse((self.inbox / "packed").exists())

    def test_names_of_unfinished_files_are_ignored(self):
        names = [".hidden.txt", "a.part", "b.tmp", "c.txt~"]
        for name in names:
            (self.inbox / name).write_text(self.text)
        self.drop("last.txt", self.text)
        self.accepted("last.txt")
        self.assertEqual(len(self.queue()), 1)
        for name in names:
            self.assertTrue((self.inbox / name).exists(), name)

    def test_links_fifos_and_sockets_are_left_and_named(self):
        outside = self.office.folder / "outside.txt"
        outside.write_text(self.text)
        (self.inbox / "link.txt").symlink_to(outside)
        os.link(outside, self.inbox / "second-name.txt")
        os.mkfifo(self.inbox / "fifo.txt")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.inbox / "socket.txt"))
        names = {"link.txt", "second-name.txt", "fifo.txt", "socket.txt"}
        until(lambda: names <= set(self.left_alone()), LOOKED_AT, f"{names}", every=0.1)
        for name, reason in self.left_alone().items():
            self.assertTrue(reason, name)
            self.assertTrue(os.path.lexists(self.inbox / name), name)
        self.assertTrue(outside.exists())
        self.assertEqual(self.queue(), [])
        self.assertIn("fifo.txt", self.office.ctl("status").out)

    def test_hostile_files_are_refused_whole_and_harm_nobody(self):
        self.drop("empty.txt", b"")
        self.drop("binary.txt", bytes(range(256)) * 64)
        self.drop("huge.txt", self.text.encode() + b"x" * (5 << 20))
        for name in ("empty.txt", "binary.txt", "huge.txt"):
            self.assertTrue(self.refused(name).strip(), name)
            self.assertTrue((self.inbox / "rejected" / name).exists(), name)
        self.assertEqual(self.queue(), [])

    def test_a_name_with_escapes_reaches_no_terminal(self):
        self.drop("a\x1b[2Jb\nc.txt", b"")
        folder = self.inbox / "rejected"

        def reasons():
            return [path for path in folder.iterdir() if path.name.endswith(".reason.txt")]

        (reason,) = until(reasons, LOOKED_AT, "the reason", every=0.05)
        self.assertNotIn("\x1b", reason.read_text() + self.office.said)
        self.assertNotIn("\x1b", self.office.ctl("status").out)

    def test_a_kill_while_the_inbox_is_emptied_takes_each_file_once(self):
        for number in range(20):
            self.drop(f"{number}.txt", texts.release(f"Stall {number} Is Let", TOMORROW + number))
        until(lambda: len(self.queue()) >= 3, LOOKED_AT, "the first few", every=0.01)
        self.office.kill()
        self.office.start()
        for number in range(20):
            self.accepted(f"{number}.txt")
        headlines = sorted(one["headline"] for one in self.queue())
        self.assertEqual(headlines, sorted(f"Stall {number} Is Let" for number in range(20)))
        self.assertEqual(list((self.inbox / "rejected").iterdir()), [])


if __name__ == "__main__":
    unittest.main()
