"""What happens at steps of the clock and in suspend, case by case.

Each case leaves a synchronised clock and a running daemon with clock.trust = "strict" behind.
"""

from office import HOUR, SECOND, clock, seconds

# A machine without hardware virtualisation is 10 to 20 times slower than a real one.
LATE = 5 * SECOND
CASES = []


def case(title):
    """Makes a function a case; they run in the order of this file."""

    def register(function):
        CASES.append((function, title))
        return function

    return register


def titles():
    return [(function.__name__, title) for function, title in CASES]


def run(chosen, office, report):
    """Runs the cases of these names, or all."""
    judge = Judge(office, report)
    office.synchronise()
    office.start()
    for function, title in CASES:
        if not chosen or function.__name__ in chosen:
            report.begin(title)
            function(office, judge)


class Judge:
    """Sees what became of a release and tells it to the report."""

    def __init__(self, office, report):
        self.office, self.report = office, report

    def went_out(self, slug, earliest, words, within=20):
        """Published once, not before `earliest` of the wall clock, and hardly later."""
        at = self.office.publication(slug, within)
        if at is None:
            seen = f"not published within {within} s; {' '.join(self.office.blocks(slug))}"
            self.report.judge(words, seen, False)
            return None
        late = at.real - earliest
        seen = f"{slug} published at {clock(at.real)}, {seconds(late)} after {clock(earliest)}"
        self.report.judge(words, seen, 0 <= late <= LATE)
        return at

    def stayed(self, slug, words, because):
        """Not published, and `because` is part of what the daemon says of it."""
        at, blocks = self.office.publication(slug), " ".join(self.office.blocks(slug))
        seen = "not published" if at is None else f"published at {clock(at.real)}"
        seen += f"; why says: {blocks or 'nothing stands in its way'}"
        self.report.judge(words, seen, at is None and because in blocks)

    def untouched(self, slugs, words):
        """Each file was made once and nothing was done to it since; one message each."""
        kinds = [change.kind for slug in slugs for change in self.office.file_changes(slug)]
        messages = self.office.messages()
        counts = [sum(slug in line for line in messages) for slug in slugs]
        files = ", ".join(kinds)
        seen = f"files: {files}; messages: {', '.join(map(str, counts))}"
        wanted = kinds == ["made"] * len(slugs) and counts == [1] * len(slugs)
        self.report.judge(words, seen, wanted)

    def recorded(self, event, member, span, before):
        """One more record of this event than `before`, which states this span."""
        records = self.office.records(event)[before:]
        stated = [record["data"].get(member) for record in records]
        words = f"one record {event} with {member} of about {seconds(span)}"
        seen = ", ".join(seconds(one) for one in stated if isinstance(one, int)) or "none"
        is_good = len(stated) == 1 and isinstance(stated[0], int)
        is_good = is_good and abs(stated[0] - span) < SECOND // 5
        self.report.judge(words, f"{event}: {seen}", is_good)


@case("The baseline: a synchronised clock that nobody sets")
def baseline(office, judge):
    instant = office.instant_ahead(8)
    office.submit("baseline", instant)
    judge.report.did(f"queued baseline for {clock(instant)}")
    judge.went_out("baseline", instant, "published at its instant, never before it")
