"""Who may do what: real users of this machine, each with one role, against docs/roles.md."""

import contextlib
import json
import os
import pwd
import signal
import statistics
import time
import unittest

from harness import texts
from harness.ledgers import OpenedLedger
from harness.office import ROOT, Office
from harness.waiting import until

ROLES = ["submitter", "approver", "publisher", "operator", "auditor", "admin"]
# Accounts that a Linux system has and nobody logs in to.
ACCOUNTS = ["games", "man", "lp", "mail", "news", "bin"]
OTHER = "daemon"
DENIED = 77


@contextlib.contextmanager
def acting_as(name):
    """What this process connects to meanwhile sees that user."""
    os.seteuid(pwd.getpwnam(name).pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


def documented():
    """What each role may do a thing with, by the thing's name, as docs/roles.md has it."""
    table = {}
    for line in (ROOT / "docs/roles.md").read_text().splitlines():
        row = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(row) == 7 and row[0].startswith("`"):
            table[row[0].strip("`")] = dict(zip(ROLES, row[1:], strict=True))
    return table


def permits(cell, is_own, is_out):
    words = cell.split(", ")
    return (
        cell in ("yes", "any")
        or ("own" in words and is_own)
        or ("others'" in words and not is_own)
        or ("out" in words and is_out)
    )


def is_possible():
    try:
        for name in [*ACCOUNTS, OTHER]:
            pwd.getpwnam(name)
    except KeyError:
        return False
    return os.geteuid() == 0


@unittest.skipUnless(is_possible(), "only root can act as other users")
class RoleTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)
        self.office.folder.chmod(0o755)
        self.office.add_files()
        self.user = dict(zip(ROLES, ACCOUNTS, strict=True))
        self.office.settings["roles"] = {role: [user] for role, user in self.user.items()}
        self.office.settings["roles"]["submitter"] = [*ACCOUNTS, OTHER]
        self.office.start()
        self.office.socket.chmod(0o666)

    def part(self):
        """From here on each account has its own role and no other."""
        self.office.settings["roles"] = {one: [user] for one, user in self.user.items()}
        self.office.write_config()
        self.office.signal(signal.SIGHUP)
        until(lambda: self.events("daemon.reloaded"), 10.0, "the reload")

    def events(self, name):
        records = self.office.ctl("audit", "--limit", 1000, "--json").json
        return [one for one in records if one["event"] == name]

    def submit(self, user, slug, instant):
        path = self.office.write(f"{slug}.txt", texts.release(f"All about {slug}", instant))
        self.office.ctl("submit", path, "--slug", slug, user=user)
        return slug

    def releases(self):
        """One's own and another's of each account, waiting and out: the slugs by role."""
        slugs = {}
        for role in ROLES:
            for owner, whose in ((self.user[role], "own"), (OTHER, "another")):
                for stage, instant in (("waiting", texts.tomorrow()), ("out", None)):
                    slug = f"{role}-{whose}-{stage}"
                    slugs[role, whose == "own", stage == "out"] = self.submit(owner, slug, instant)
        out = [slug for (_, _, is_out), slug in slugs.items() if is_out]
        for slug in out:
            until((self.office.press / f"{slug}.txt").exists, 10.0, slug)
        return slugs

    def verbs(self, slug):
        """Each verb as it is typed, by its name in the table."""
        text = self.office.folder / "new.txt"
        reason = ("--reason", "a test")
        return {
            "list": ("list", "--all", "--json"),
            "show": ("show", slug),
            "why": ("why", slug),
            "deliveries": ("deliveries", slug),
            "preview": ("preview", slug, "--output", "newsroom"),
            "hold": ("hold", slug, *reason),
            "resume": ("resume", slug),
            "reschedule": ("reschedule", slug, "20 May 2031, 9:00 a.m. New York time", *reason),
            "replace": ("replace", slug, text, *reason),
            "set": ("set", slug, "--output", "newsroom"),
            "withdraw": ("withdraw", slug, *reason),
            "correct": ("correct", slug, text, *reason),
            "kill": ("kill", slug, *reason),
            "retry": ("retry", slug, "newsroom"),
            "submit": ("submit", text, "--again"),
            "audit": ("audit", "--json"),
            "status": ("status",),
            "outputs": ("outputs",),
            "outputs test": ("outputs", "test", "newsroom"),
            "outputs resume": ("outputs", "resume", "newsroom", *reason),
            "clock confirm": ("clock", "confirm", *reason),
            "freeze": ("freeze", *reason),
            "thaw": ("thaw",),
        }

    def test_every_verb_of_every_role_on_releases_of_ones_own_and_of_others(self):
        slugs = self.releases()
        self.office.write("new.txt", texts.release("Another text", texts.tomorrow()))
        table = documented()
        self.part()
        for role in ROLES:
            user = self.user[role]
            for (whose, is_own, is_out), slug in slugs.items():
                if whose != role:
                    continue
                for action, typed in self.verbs(slug).items():
                    with self.subTest(role=role, action=action, slug=slug):
                        ran = self.office.ctl(*typed, code=None, user=user)
                        wanted = permits(table[action][role], is_own, is_out)
                        if action == "list":
                            self.assertEqual(slug in ran.out, wanted, ran.err)
                            continue
                        self.assertEqual(ran.code != DENIED, wanted, ran.out + ran.err)
                        if not wanted:
                            self.assertIn("needs", ran.err)
                            self.assertNotIn(slug, ran.err + ran.out)

    def test_what_is_not_permitted_is_answered_like_what_is_not_there(self):
        self.submit(OTHER, "another-waits", texts.tomorrow())
        user = self.user["submitter"]
        self.part()

        def ask(slug):
            """The answers that came, and the median of the times that they took, in ms."""
            answers, times = set(), []
            with acting_as(user):
                for _ in range(200):
                    begun = time.monotonic_ns()
                    status, headers, answer = self.office.ask("GET", f"/v1/releases/{slug}")
                    times.append((time.monotonic_ns() - begun) / 1e6)
                    fields = [(name, one) for name, one in headers.items() if name != "Date"]
                    answers.add(json.dumps([status, sorted(fields), answer]))
            return sorted(answers), statistics.median(times)

        # The first are recorded, which takes longer.
        ask("another-waits")
        there, absent = ask("another-waits"), ask("another-wait5")
        self.assertEqual(there[0], absent[0])
        self.assertEqual(len(there[0]), 1)
        self.assertEqual(json.loads(there[0][0])[0], 403)
        self.assertLess(abs(there[1] - absent[1]), 1.0, "the times differ by more than 1 ms")
        denied = self.events("access.denied")
        mine = [one for one in denied if one["actor"]["name"] == user]
        self.assertEqual([one["data"]["action"] for one in mine], ["show"] * len(mine))
        self.assertLessEqual(len(mine), 20)
        self.assertNotIn("another-wait5", json.dumps(denied))
        self.office.stop()
        kept = [json.loads(row[-1]) for row in OpenedLedger(self.office.state).records()]
        mine = [one for one in kept if one["event"] == "access.denied"]
        self.assertEqual(sum(one["data"].get("count", 1) for one in mine), 600)

    def test_reading_a_sealed_text_is_on_the_record_and_reading_what_is_out_is_not(self):
        slug = self.submit(self.user["submitter"], "sealed", texts.tomorrow())
        out = self.submit(self.user["submitter"], "public", None)
        until((self.office.press / f"{out}.txt").exists, 10.0, "the page")
        user = self.user["publisher"]
        self.part()
        for _ in range(3):
            for one in (slug, out):
                self.office.ctl("preview", one, "--output", "newsroom", user=user)
        read = self.events("release.read")
        self.assertEqual(len(read), 1)
        self.assertEqual(read[0]["actor"]["name"], user)
        self.assertEqual(read[0]["release"], self.office.show(slug)["id"])
        self.assertEqual(read[0]["data"], {"revision": 1})


if __name__ == "__main__":
    unittest.main()
