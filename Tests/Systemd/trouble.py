"""A daemon that hangs, is killed, or is given a wrong configuration."""

from facts import TICK, until
from office import sleep_until


def restarts(box):
    return int(box.show("embargod", "NRestarts")[0])


def went_out_once(facts, office, slug, instant, patience):
    """A release that was due while no daemon could lift it; how late it was."""
    states = office.delivered(slug, patience)
    published = office.file(slug)
    late = published[0] - instant if published else None
    is_out = states and late is not None and late >= -TICK
    facts.say(f"what was due meanwhile goes out, {late or 0:.1f} s late", is_out,
              f"{states}, file {late} s after its instant")
    facts.equal("and to the webhook once", len(office.requests(slug)), 1)


def check_watchdog(facts, box, office):
    # Half a minute in the unit. It must be more than lift.rescan, after which the daemon speaks.
    patience = "/etc/systemd/system/embargod.service.d/patience.conf"
    box.write(patience, "[Service]\nWatchdogSec=12s\n")
    box.run("systemctl", "daemon-reload")
    box.run("systemctl", "restart", "embargod")
    office.wait_active()
    before, count = office.main_pid(), restarts(box)
    slug, instant, _ = office.submit(4)
    sleep_until(instant - 1)
    box.run("kill", "-STOP", before)
    again = until(lambda: restarts(box) > count and office.is_renewed(before), 30, 0.2)
    journal = box.run("journalctl", "-u", "embargod", "-o", "cat", "--no-pager")
    facts.say("a daemon that hangs is ended by the watchdog and started again",
              again and "Watchdog timeout" in journal,
              box.try_run("systemctl", "status", "embargod").said)
    went_out_once(facts, office, slug, instant, 20)
    box.run("rm", patience)
    box.run("systemctl", "daemon-reload")
    box.run("systemctl", "restart", "embargod")


def check_kill(facts, box, office):
    before = office.main_pid()
    slug, instant, _ = office.submit(5)
    far, _, _ = office.submit(7200)
    sleep_until(instant - 0.3)
    box.run("kill", "-KILL", before)
    again = until(lambda: office.is_renewed(before), 30, 0.1)
    facts.say("a daemon that is killed is started again", again,
              box.try_run("systemctl", "status", "embargod").said)
    went_out_once(facts, office, slug, instant, 20)
    shown = office.answer("show", far)
    facts.equal("what is due later waits as before", shown["state"], "scheduled")
    verified = office.ctl("audit", "verify")
    facts.say("the records are in order after it", verified.code == 0, verified.said)
    office.ctl("withdraw", far, "--reason", "not needed", user="ana")


def check_reload(facts, box, office):
    before = office.main_pid()
    office.configure(more="\nnonsense = 1\n")
    bad = box.try_run("systemctl", "reload", "embargod")
    facts.say("systemctl reload fails when the file is wrong", bad.code != 0, f"exit {bad.code}")
    journal = box.run("journalctl", "-u", "embargod", "-o", "cat", "--no-pager")
    facts.say("the journal says what is wrong, and that the old one stays",
              "the old one stays" in journal and "nonsense" in journal, journal[-600:])
    status = office.ctl("status").said
    facts.say("and so does embargoctl status", "the old one stays" in status, status)
    names = [one["name"] for one in office.answer("outputs")["outputs"]]
    facts.equal("the daemon goes on with the old one, not restarted",
                (office.main_pid(), sorted(names)), (before, ["media-list", "newsroom", "wire"]))
    box.run("install", "-d", "-oembargod", "-gembargod", "/srv/press/second")
    office.configure(more='\n[[output]]\nname = "second"\nkind = "files"\n'
                     'directory = "/srv/press/second"\nformats = ["text"]\n')
    good = box.try_run("systemctl", "reload", "embargod")
    facts.say("a mended file is taken up", good.code == 0, good.said)
    found = until(lambda: "second" in office.ctl("outputs").out, 5)
    status = office.ctl("status").said
    facts.say("with its new output, by the same process, and the problem is over",
              found and office.main_pid() == before and "the old one stays" not in status, status)
    office.configure()
    box.run("systemctl", "reload", "embargod")
