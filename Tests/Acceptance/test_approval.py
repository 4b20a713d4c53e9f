"""Two people on one machine: what one submits the other approves, and what is changed is not.

Runs as root: the two are uids with names in a list of accounts that only the daemon sees. The whole
dialogue is printed.
"""

import os
import shutil
import sys
import unittest

from harness import texts
from harness.office import Office
from harness.waiting import sleep_until, until

MARIA, JONAS, PETRA = 61001, 61002, 61003
NAMES = {MARIA: "maria", JONAS: "jonas", PETRA: "petra"}
FIRST = "GENEVA - The library opens at nine, the office said in a statement that is long enough."
SECOND = "GENEVA - The library opens at ten, the office said in a statement that is long enough."
THIRD = "GENEVA - The library opens at noon, the office said in a statement that is long enough."
HEADLINE = "A Library Opens Its Doors"


@unittest.skipUnless(os.geteuid() == 0, "needs root, to act as two users")
@unittest.skipUnless(shutil.which("unshare"), "needs unshare")
class TwoPeopleTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)
        self.office.folder.chmod(0o755)
        self.office.add_files()
        self.office.settings["approval"] = {"required": 1, "early_lift_by_two": True}
        self.office.settings["roles"] = {
            "submitter": ["maria"],
            "approver": ["jonas"],
            "publisher": ["maria", "petra"],
        }
        accounts = self.office.folder / "passwd"
        lines = [f"{name}:x:{uid}:0::/nonexistent:/bin/false" for uid, name in NAMES.items()]
        with open("/etc/passwd", encoding="utf-8") as known:
            accounts.write_text(known.read() + "\n".join(lines) + "\n")
        script = 'mount --bind "$0" /etc/passwd && exec "$@"'
        self.office.wrapping = ["unshare", "-m", "sh", "-c", script, accounts]

    def say(self, user, *words, code=0, stdin=None):
        """One turn of the dialogue, printed as it would be seen."""
        ran = self.office.ctl(*words, code=None, stdin=stdin, user=user)
        shown = " ".join(f'"{word}"' if " " in str(word) else str(word) for word in words)
        sys.stderr.write(f"\n{NAMES[user]}$ embargoctl {shown}\n{ran.out}{ran.err}")
        self.assertEqual(ran.code, code, f"{shown}: {ran.out}{ran.err}")
        return ran

    def text(self, name, body, instant):
        path = self.office.write(name, texts.release(HEADLINE, instant, body=body))
        path.chmod(0o644)
        return path

    @property
    def page(self):
        return self.office.press / "library.txt"

    def words(self, *arguments):
        """What embargoctl prints, in one line."""
        return " ".join(self.office.ctl(*arguments).out.split())

    def events(self):
        return [one["event"] for one in self.office.ctl("audit", "--json").json]

    def test_submit_check_approve_change_approve_again_lift_correct_kill(self):
        self.office.start()
        instant = texts.instant_ahead(3600)
        first = self.text("first.txt", FIRST, instant)
        second = self.text("second.txt", SECOND, instant)
        queued = self.say(MARIA, "submit", first, "--slug", "library")
        self.assertIn("It has 0 of 1 approvals", queued.out)
        own = self.say(MARIA, "approve", "library", code=77, stdin="yes\n")
        self.assertIn("approver", own.err)
        self.say(JONAS, "list")
        preview = self.say(JONAS, "preview", "library", "--output", "newsroom")
        self.assertIn("opens at nine", preview.out)
        self.say(JONAS, "approve", "library", code=65, stdin="no\n")
        approved = self.say(JONAS, "approve", "library", stdin="yes\n")
        self.assertIn("It is approved", approved.out)
        changed = self.say(MARIA, "replace", "library", second, "--reason", "the hour was wrong")
        self.assertIn("jonas had approved", changed.out)
        self.say(MARIA, "why", "library")
        self.say(JONAS, "status")
        self.assertIn("what jonas approved is withdrawn", self.words("status"))
        old = self.digest(approved.out)
        stale = self.say(JONAS, "approve", "library", "--yes", "--digest", old[:8], code=65)
        self.assertIn("nothing was approved", stale.err)
        self.say(JONAS, "approve", "library", stdin="yes\n")
        self.say(JONAS, "show", "library")
        self.lift_early()
        self.correct()
        self.say(MARIA, "kill", "library", "--reason", "the letter is not authentic")
        until(lambda: "withdrawn" in self.page.read_text(), 10.0, "the notice", every=0.05)
        for event in (
            "release.approved",
            "release.approval-withdrawn",
            "release.early-lift-proposed",
            "release.lifted-early",
            "release.correction-proposed",
            "release.corrected",
            "release.killed",
        ):
            self.assertIn(event, self.events())

    def digest(self, shown):
        """The digest in what `approve` has read back, which may be broken over lines."""
        lines = iter(shown.splitlines())
        for line in lines:
            if line.split()[:1] == ["Digest"]:
                return line.split()[1]
        raise AssertionError(f"no digest in {shown}")

    def lift_early(self):
        """The embargo was broken: one publisher asks, the other confirms."""
        self.say(MARIA, "lift", "library", "--reason", "a newspaper has published it")
        self.say(MARIA, "lift", "library", "--confirm", code=65)
        self.assertFalse(self.page.exists())
        lifted = self.say(PETRA, "lift", "library", "--confirm")
        self.assertIn("lifted early", lifted.out)
        until(self.page.exists, 10.0, "the page", every=0.02)
        self.assertIn("opens at ten", self.page.read_text())

    def correct(self):
        """A correction waits for its approval, too."""
        third = self.text("third.txt", THIRD, None)
        waits = self.say(MARIA, "correct", "library", third, "--reason", "it opens at noon")
        self.assertIn("waits for approval", waits.out)
        self.assertIn("opens at ten", self.page.read_text())
        preview = ("preview", "library", "--output", "newsroom", "--proposed")
        self.assertIn("opens at noon", self.say(JONAS, *preview).out)
        self.say(JONAS, "approve", "library", stdin="yes\n")
        until(lambda: "opens at noon" in self.page.read_text(), 10.0, "it", every=0.02)

    def test_a_changed_directory_after_the_approval_is_announced_and_stops_the_lift(self):
        self.office.start()
        instant = texts.instant_ahead(8)
        self.say(MARIA, "submit", self.text("a.txt", FIRST, instant), "--slug", "library")
        self.say(JONAS, "approve", "library", stdin="yes\n")
        other = self.office.folder / "elsewhere"
        other.mkdir()
        self.office.outputs[0]["directory"] = other
        self.office.reload()
        problem = "output newsroom is configured otherwise"
        until(lambda: problem in self.words("status"), 5.0, "the problem", every=0.1)
        self.say(JONAS, "status")
        sleep_until(instant + 1)
        until(lambda: self.office.show("library")["state"] == "held", 10.0, "held", every=0.1)
        self.say(JONAS, "why", "library")
        self.assertFalse(self.page.exists() or any(other.iterdir()))
        self.assertNotIn("release.lift-began", self.events())
        self.say(JONAS, "approve", "library", stdin="yes\n")
        self.assertEqual(self.office.show("library")["state"], "held")
        self.say(MARIA, "resume", "library")
        until((other / "library.txt").exists, 10.0, "the page", every=0.05)

    def test_a_changed_embargo_after_the_approval_stops_the_lift(self):
        self.office.start()
        instant = texts.instant_ahead(3600)
        self.say(MARIA, "submit", self.text("a.txt", FIRST, instant), "--slug", "library")
        self.say(JONAS, "approve", "library", stdin="yes\n")
        soon = texts.instant_ahead(6)
        stamp = texts.stamp_with_am(soon)
        moved = self.say(MARIA, "reschedule", "library", stamp, "--reason", "earlier")
        self.assertIn("jonas had approved", moved.out)
        sleep_until(soon + 1)
        until(lambda: self.office.show("library")["state"] == "held", 10.0, "held", every=0.1)
        self.assertFalse(self.page.exists())

    def test_for_immediate_release_waits_until_it_is_approved(self):
        self.office.start()
        text = self.text("a.txt", FIRST, None)
        queued = self.say(MARIA, "submit", text, "--slug", "library")
        self.assertIn("as soon as it is approved", queued.out)
        self.assertFalse(self.page.exists())
        self.say(JONAS, "approve", "library", stdin="yes\n")
        until(self.page.exists, 10.0, "the page", every=0.05)


if __name__ == "__main__":
    unittest.main()
