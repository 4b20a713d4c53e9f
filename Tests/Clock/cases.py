"""What happens at steps of the clock and in suspend, case by case.

Each case leaves a synchronised clock and a running daemon with clock.trust = "strict" behind.
"""

from judge import Judge
from office import HOUR, SECOND, clock, seconds

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
    """Runs the cases of these names, or all; what must hold over the whole run comes last."""
    judge = Judge(office, report)
    office.synchronise()
    office.start()
    for function, title in CASES:
        if not chosen or function.__name__ in chosen:
            report.begin(title)
            function(office, judge)
    report.begin("Over the whole run")
    judge.whole_run()


@case("The baseline: a synchronised clock that nobody sets")
def baseline(office, judge):
    instant = office.instant_ahead(10)
    office.submit("baseline", instant)
    judge.did(f"queue baseline for {clock(instant)}")
    judge.went_out("baseline", instant, "published at its instant, never before it")
    judge.lift_says_synchronised("baseline")


@case("The clock is set forward by 1 h, over the instant of a release")
def forward(office, judge):
    instant = office.instant_ahead(1800)
    office.submit("forward", instant, grace="2h")
    office.submit("overdue", instant)
    judge.did(f"queue forward (grace 2 h) and overdue (grace 15 min) for {clock(instant)}")
    step = judge.step(HOUR)
    office.wait(4)
    judge.stayed("forward", "not published: it is due only because of the step", "set forward by")
    judge.status_says("blocked", "set forward by")
    judge.recorded_step(step)
    judge.restarted()
    office.wait(4)
    judge.stayed("forward", "still not published: nobody has confirmed the clock", "clock")
    earliest = judge.synchronised()
    judge.went_out("forward", earliest, "published as soon as the clock is confirmed")
    judge.held("overdue", "held: it is overdue by more than its grace", "late")


@case("The clock is set forward by 1 h by mistake, and back again")
def mistaken(office, judge):
    instant = office.instant_ahead(1800)
    office.submit("mistaken", instant)
    judge.did(f"queue mistaken for {clock(instant)}, in 30 min")
    there = judge.step(HOUR)
    office.wait(3)
    judge.stayed("mistaken", "not published", "set forward by")
    back = judge.step(-HOUR)
    judge.synchronised()
    office.wait(3)
    judge.stayed("mistaken", "not published; it waits for its instant, and nothing blocks it", None)
    judge.recorded_step(there, back)
    office.withdraw("mistaken")


@case("The clock is set back by 1 h after a lift")
def backward(office, judge):
    first = office.instant_ahead(10)
    office.submit("before", first)
    judge.did(f"queue before for {clock(first)}")
    judge.went_out("before", first, "published at its instant")
    waiting = office.instant_ahead(20)
    office.submit("waiting", waiting)
    judge.did(f"queue waiting for {clock(waiting)}, in 20 s")
    step = judge.step(-HOUR)
    judge.synchronised()
    following = office.instant_ahead(12)
    office.submit("following", following)
    judge.did(f"queue following for {clock(following)} by the new clock")
    judge.went_out("following", following, "published at its instant by the new clock")
    judge.untouched(["before"], "nothing un-published, nothing published again")
    office.wait(10)
    judge.stayed(
        "waiting", f"not published: by the new clock {clock(waiting)} is an hour away", None
    )
    judge.restarted()
    office.wait(4)
    judge.untouched(["before", "following"], "also after a restart nothing is published again")
    judge.stayed("waiting", "not published after the restart, either", None)
    judge.recorded_step(step)
    office.withdraw("waiting")


@case("The clock is set forward by 0.5 s shortly before an instant")
def half(office, judge):
    for slug, ahead in (("half", 3 * SECOND), ("over", 3 * SECOND // 10)):
        instant = office.instant_ahead(12)
        office.submit(slug, instant)
        judge.did(f"queue {slug} for {clock(instant)}")
        step = judge.step(SECOND // 2, at=instant - ahead, then="&& clockwork sync 1000")
        earliest = max(instant, step.after.real)
        judge.went_out(slug, earliest, "published at its instant by the new clock, not before")
        judge.recorded_step(step)


@case("The machine sleeps over an instant")
def suspend(office, judge):
    instant = office.instant_ahead(20)
    office.submit("asleep", instant)
    office.submit("outslept", instant, grace="5s")
    judge.did(f"queue asleep (grace 15 min) and outslept (grace 5 s) for {clock(instant)}")
    slept = judge.suspended(until=instant + 12 * SECOND)
    judge.went_out_on_resume("asleep", slept)
    judge.held("outslept", "held: it is overdue by more than its grace", "late")
    judge.recorded("clock.suspended", "span_ns", [slept.span])
    judge.status_counts("suspen")


@case("A clock that is not synchronised, and one that is too uncertain; trust is strict")
def untrusted(office, judge):
    states = [("unsynced", None, "not synchronised"), ("uncertain", 3_000_000, "max_error")]
    for slug, error_us, words in states:
        if error_us is None:
            office.desynchronise()
            judge.did("tell the kernel that its clock is not synchronised")
        else:
            office.synchronise(error_us)
            judge.did(f"tell the kernel that its clock is right within {error_us / 1e6:g} s")
        instant = office.instant_ahead(8)
        office.submit(slug, instant)
        judge.did(f"queue {slug} for {clock(instant)}")
        office.wait_until(instant + 3 * SECOND)
        judge.stayed(slug, "not published, though its instant has come", words)
        judge.status_says("blocked", words)
        earliest = judge.synchronised()
        judge.went_out(slug, earliest, "published as soon as the clock is synchronised")


@case('A clock that is not synchronised; trust is "warn"')
def warned(office, judge):
    judge.restarted("warn")
    office.desynchronise()
    judge.did("tell the kernel that its clock is not synchronised")
    instant = office.instant_ahead(12)
    office.submit("warned", instant)
    judge.did(f"queue warned for {clock(instant)}")
    judge.went_out("warned", instant, "published at its instant")
    judge.status_says("synchronised", False)
    instant = office.instant_ahead(1800)
    office.submit("stepped", instant, grace="2h")
    judge.did(f"queue stepped for {clock(instant)}, in 30 min")
    judge.step(HOUR)
    office.wait(4)
    judge.stayed("stepped", 'not published: a step blocks with "warn" as well', "set forward by")
    judge.restarted("warn")
    office.wait(4)
    judge.stayed("stepped", "still not published: a restart confirms nothing", "set forward by")
    earliest = judge.confirmed() or judge.synchronised()
    judge.went_out("stepped", earliest, "published as soon as the clock is confirmed")
    judge.synchronised()
    judge.restarted()


@case("A clock that is right within 0.8 s, which is waited for (clock.commit_wait)")
def careful(office, judge):
    judge.restarted(commit_wait="true")
    office.synchronise(800_000)
    judge.did("tell the kernel that its clock is right within 0.8 s")
    instant = office.instant_ahead(10)
    office.submit("careful", instant)
    judge.did(f"queue careful for {clock(instant)}")
    earliest = instant + 8 * SECOND // 10
    judge.went_out("careful", earliest, "published when the slowest such clock has come to it")
    judge.synchronised()
    judge.restarted()


@case("The daemon is killed before an instant, and the clock is set while it is down")
def killed(office, judge):
    instant = office.instant_ahead(10)
    office.submit("killed", instant)
    judge.did(f"queue killed for {clock(instant)}; kill -9")
    office.kill()
    office.wait_until(instant + 3 * SECOND)
    office.start()
    judge.did("start the daemon 3 s after the instant")
    judge.went_out("killed", instant, "published late, within its grace", late=30 * SECOND)
    instant = office.instant_ahead(1800)
    office.submit("meanwhile", instant, grace="2h")
    judge.did(f"queue meanwhile for {clock(instant)}, in 30 min; kill -9")
    office.kill()
    judge.step(HOUR)
    office.start()
    judge.did("start the daemon")
    office.wait(4)
    judge.stayed("meanwhile", "not published: nobody has confirmed the clock", "clock")
    earliest = judge.synchronised()
    judge.went_out("meanwhile", earliest, "published as soon as the clock is synchronised")
