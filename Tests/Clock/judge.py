"""Does what the cases share and tells the report what became of it."""

from dataclasses import dataclass

from office import SECOND, Clocks, clock, seconds

# How late counts as on time: a machine without hardware virtualisation is 10 to 20 times slower
# than a real one, where this is milliseconds.
LATE = 3 * SECOND
# How far a recorded span may be from the one that was measured beside it.
APART = SECOND // 5
# The command by which an operator says that the clock is right.
CONFIRM = ["clock", "confirm"]


@dataclass(frozen=True)
class Jump:
    """The clock before and after it was set, and how many steps were on record then."""

    before: Clocks
    after: Clocks
    known: int

    @property
    def span(self):
        return (self.after.real - self.before.real) - (self.after.boot - self.before.boot)


@dataclass(frozen=True)
class Sleep:
    """The clocks before and after a suspend."""

    before: Clocks
    after: Clocks

    @property
    def span(self):
        return (self.after.boot - self.before.boot) - (self.after.mono - self.before.mono)


class Judge:
    """Acts on the office, and judges what the outputs, embargoctl and the records show of it."""

    def __init__(self, office, report):
        self.office, self.report = office, report
        self.did, self._judge = report.did, report.judge

    # What is done

    def step(self, by, at=0, then=""):
        known = len(self.office.records("clock.stepped")) if self.office.is_running else 0
        before, after = self.office.step(by, at, then)
        words = f"set the clock {'forward' if by > 0 else 'back'} by {seconds(abs(by))}, from "
        self.did(words + f"{clock(before.real)} to {clock(after.real)}")
        if then:
            self.did("tell the kernel that its clock is synchronised")
        return Jump(before, after, known)

    def synchronised(self):
        """The wall clock just before."""
        earliest = self.office.clocks().real
        self.office.synchronise()
        self.did("tell the kernel that its clock is synchronised, within 1 ms")
        return earliest

    def confirmed(self):
        """The wall clock just before an operator said that it is right; None: nobody can."""
        text = self.office.help(*CONFIRM)
        if not text:
            self.report.note("there is no command by which an operator confirms the clock")
            return None
        words = CONFIRM + (["--reason", "compared with another"] if "--reason" in text else [])
        earliest = self.office.clocks().real
        self.office.ctl(*words)
        self.did(f"embargoctl {' '.join(CONFIRM)}")
        return earliest

    def restarted(self, trust="strict", commit_wait="false"):
        self.office.kill()
        self.office.start(trust, commit_wait)
        words = f'clock.trust = "{trust}"'
        if commit_wait == "true":
            words += " and clock.commit_wait = true"
        self.did(f"kill -9, and start the daemon again, with {words}")

    def suspended(self, until):
        """Suspends to memory until an instant of the wall clock, within a second or two."""
        span = (until - self.office.clocks().real) // SECOND
        before, after = self.office.suspend(span)
        slept = Sleep(before, after)
        self.did(f"suspend to memory at {clock(before.real)}, woken by the RTC")
        self.did(f"the machine is awake again at {clock(after.real)}")
        state = "synchronised" if self.office.kernel_is_synchronised() else "not synchronised"
        self.report.note(f"it slept for {seconds(slept.span)}; its clock is {state} after that")
        return slept

    # What became of a release

    def went_out(self, slug, earliest, expected, within=20, late=LATE):
        """Published, not before `earliest` of the wall clock, and hardly later."""
        at = self.office.publication(slug, within)
        if at is None:
            words = " ".join(self.office.blocks(slug))
            self._judge(expected, f"not published within {within} s: {words}", False)
            return
        after = at.real - earliest
        seen = f"{slug} published at {clock(at.real)}, {seconds(after)} after {clock(earliest)}"
        self._judge(expected, seen, 0 <= after <= late)

    def went_out_on_resume(self, slug, slept):
        at, instant = self.office.publication(slug, 20), self.office.instants[slug]
        seen, is_good = "not published within 20 s", False
        if at is not None:
            awake = at.mono - slept.before.mono
            seen = f"{slug} published at {clock(at.real)}, {seconds(at.real - instant)} after its "
            seen += f"instant, when the machine had been awake for {seconds(awake)}"
            is_good = at.real >= instant and at.real - slept.after.real <= LATE
        self._judge("published at once on resume, late but within its grace", seen, is_good)

    def stayed(self, slug, expected, because):
        """Not published; `because` is among what blocks it. None: nothing blocks it."""
        at, blocks = self.office.publication(slug), " ".join(self.office.blocks(slug))
        seen = "not published" if at is None else f"published at {clock(at.real)}"
        seen += f"; why: {blocks or 'nothing blocks it'}"
        is_good = not blocks if because is None else because in blocks
        self._judge(expected, seen, at is None and is_good)

    def held(self, slug, expected, cause):
        at, shown = self.office.publication(slug, 3), self.office.ctl("show", slug)
        hold = shown["held"] or {"cause": "none", "reason": ""}
        seen = "not published" if at is None else f"published at {clock(at.real)}"
        seen += f"; {shown['state']}, cause {hold['cause']}: {hold['reason']}"
        is_good = at is None and shown["state"] == "held" and hold["cause"] == cause
        self._judge(expected, seen, is_good)

    def untouched(self, slugs, expected):
        """Each has a file that was made once, with nothing done to it since, and one message."""
        subjects, wrong = self.office.subjects(), []
        for slug in slugs:
            kinds = [change.kind for change in self.office.file_changes(slug)]
            count = sum(line.endswith(f"News of {slug}") for line in subjects)
            if kinds != ["made"] or count != 1:
                wrong.append(f"{slug}: file {' '.join(kinds) or 'missing'}, {count} messages")
        files = f"made once, one message each: {', '.join(slugs)}"
        self._judge(expected, "; ".join(wrong) or files, not wrong)

    # What is said of it

    def status_says(self, member, words):
        """A member of the clock in status: equal to a truth value, or a text with these words."""
        said = self.office.ctl("status")["clock"].get(member)
        is_good = said is words if isinstance(words, bool) else words in (said or "")
        expected = f"status says so under clock.{member}"
        self._judge(expected, f"{member}: {said}", is_good)

    def status_counts(self, beginning):
        """Members of the clock in status whose names begin so state something."""
        members = self.office.ctl("status")["clock"]
        stated = {name: one for name, one in members.items() if name.startswith(beginning) and one}
        seen = ", ".join(f"{name}: {one}" for name, one in stated.items())
        seen = seen or f"clock has {', '.join(members)}"
        self._judge(f"status shows it under clock.{beginning}...", seen, bool(stated))

    def lift_says_synchronised(self, slug):
        release = self.office.ctl("show", slug)["id"]
        # One of them begins the lift, and has the clock.
        events = ("release.lift-began", "release.lifted")
        records = [one for event in events for one in self.office.records(event)]
        records = [one for one in records if one["release"] == release]
        stated = [one["data"]["clock"] for one in records if "clock" in one["data"]]
        is_good = len(stated) == 1 and stated[0] and stated[0].get("synchronised") is True
        self._judge("its record states a synchronised clock", f"clock: {stated}", is_good)

    def recorded_step(self, *jumps):
        self.recorded("clock.stepped", "step_ns", [jump.span for jump in jumps], jumps[0].known)
        self.status_counts("step")

    def recorded(self, event, member, spans, known=0):
        """As many records of an event, after those that were known, as spans; they state these."""
        # Integers of 64 bits stand in records as text.
        stated = [int(one["data"][member]) for one in self.office.records(event)[known:]]
        seen = ", ".join(seconds(one) for one in stated)
        is_good = len(stated) == len(spans) and all(
            abs(one - span) <= APART for one, span in zip(stated, spans)
        )
        wanted = ", ".join(f"about {seconds(span)}" for span in spans)
        self._judge(f"audit records {event}: {wanted}", seen or "no such record", is_good)

    def whole_run(self):
        """No file was made before its instant or touched afterwards; the chain is whole."""
        changes = [one for one in self.office.changes() if one.path.startswith("/run/press/")]
        slugs = [one.path.removeprefix("/run/press/").removesuffix(".txt") for one in changes]
        early = [
            slug
            for slug, change in zip(slugs, changes)
            if change.at.real < self.office.instants.get(slug, change.at.real + 1)
        ]
        seen = f"early: {', '.join(early)}" if early else f"{len(set(slugs))} files, none early"
        self._judge("no file appears before its instant by the clock of its day", seen, not early)
        self.untouched(sorted(set(slugs)), "each was published once, and stays")
        verdict = self.office.ctl("audit", "verify")
        seen = f"{verdict['verdict']}, {verdict.get('records')} records"
        self._judge("the chain of audit records is whole", seen, verdict["verdict"] == "good")
