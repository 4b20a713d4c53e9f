"""embargoctl outputs allow under the full hardening: what it lets the service do, and what not."""

import json

from facts import TICK, until
from installed import HARDENED
from office import BODY, sleep_until

# A blank, a percent sign and quotes: whatever a unit file could read otherwise than it is meant.
ROOM = '/data/press "room" 100%'
BOX = "/data/mail box"
DROP_IN = "/etc/systemd/system/embargod.service.d/outputs.conf"
OUTPUT = f"""
[[output]]
name = "room"
kind = "files"
directory = {json.dumps(ROOM)}
formats = ["text"]
"""
MAIL = f"""
[[output]]
name = "desk"
kind = "email"
spool = "{BOX}"
from = "Desk <desk@mail.test>"
to = ["reader@mail.test"]
"""


def outside(office):
    """What doctor says of directories that the unit does not allow."""
    report = json.loads(office.ctl("doctor", "--json").out)
    return [one for one in report["findings"]
            if one["code"] == "directory-outside-unit" and one["level"] == "problem"]


def may_write(box, office, path):
    """Whether a file can be made there as the service sees its file system, permissions aside."""
    words = ["nsenter", "-t", office.main_pid(), "-m", "touch", f"{path}/probe"]
    ran = box.try_run(*words)
    box.try_run("rm", "-f", f"{path}/probe")
    return ran.code == 0, ran.said


def check_allow(facts, box, office):
    box.run("install", "-d", "-oembargod", "-gembargod", "-m755", ROOM, "/data/other")
    office.configure(more=OUTPUT)
    box.run("systemctl", "reload", "embargod")
    tried = office.ctl("outputs", "test", "room")
    facts.say("an output elsewhere cannot be written to, and its test says what lets it",
              tried.code == 75 and "embargoctl outputs allow" in tried.said, tried.said)
    found = outside(office)
    facts.equal("doctor finds it, and names the commands", [one["mend"] for one in found],
                [["embargoctl outputs allow", "systemctl daemon-reload",
                  "systemctl restart embargod"]])
    ran = office.ctl("outputs", "allow", user="ana")
    facts.say("somebody who is not root is told so",
              ran.code == 77 and "sudo embargoctl outputs allow" in ran.said, ran.said)
    before = office.main_pid()
    for command in found[0]["mend"] if found else []:
        box.shell(command)
    facts.say("these commands, typed as they stand, end well", office.wait_active()
              and office.main_pid() != before, box.try_run("systemctl", "status", "embargod").said)
    facts.equal("and doctor has nothing to say of it any more", outside(office), [])
    facts.equal("the drop-in is root's, and everybody may read it",
                box.run("stat", "-c", "%a %U:%G", DROP_IN).strip(), "644 root:root")
    slug, instant, ran = office.submit(6)
    facts.say("a release for it is queued", ran.code == 0, ran.said)
    states = office.delivered(slug)
    path = box.root / ROOM.lstrip("/") / f"{slug}.txt"
    late = path.stat().st_ctime - instant if path.exists() else None
    facts.say("and is there at its instant, within a second of it",
              states and late is not None and -TICK <= late < 1 and BODY in path.read_text(),
              f"{states}, {late} s")
    facts.equal("the service is as hardened as before",
                dict(zip(HARDENED, box.show("embargod", *HARDENED))), HARDENED)
    facts.equal("it may write there and not beside it",
                [may_write(box, office, path)[0] for path in (ROOM, "/data/other", "/srv")],
                [True, False, False])


def check_refusals(facts, box, office):
    kept = box.run("cat", DROP_IN)
    for place in ("/etc/press", "/var/lib", "/run/user/press"):
        office.configure(more=OUTPUT.replace(json.dumps(ROOM), f'"{place}"'))
        ran = office.ctl("outputs", "allow")
        facts.say(f"{place} is refused, and nothing is changed",
                  ran.code == 78 and place in ran.said and box.run("cat", DROP_IN) == kept,
                  f"exit {ran.code}: {ran.said}")
    before = office.main_pid()
    office.configure(more=OUTPUT + "nonsense = 1\n")
    ran = office.ctl("outputs", "allow", "--restart")
    facts.say("nothing is restarted with a wrong configuration",
              ran.code == 78 and "nonsense" in ran.said and office.main_pid() == before,
              f"exit {ran.code}: {ran.said}")


def check_spool(facts, box, office):
    """A spool elsewhere, for the service and for the hand-over; then all is taken back."""
    box.run("install", "-d", "-oembargod", "-gembargod", "-m750", BOX)
    office.configure(more=MAIL)
    ran = office.ctl("outputs", "allow", "--restart")
    facts.say("a spool elsewhere is let, with a restart", ran.code == 0 and office.wait_active(),
              ran.said)
    facts.equal("the directory that no output uses any more is out of it",
                [line for line in box.run("cat", DROP_IN).splitlines() if "Paths=" in line],
                [f'ReadWritePaths="-{BOX}"'])
    units = ["embargod-mail@desk.path", "embargod-mail@desk.timer"]
    box.run("systemctl", "enable", "--now", *units)
    slug, instant, _ = office.submit(6, headline="Bartholdy by another spool")
    sleep_until(instant)
    came = until(lambda: office.mailbox("From: Desk <desk@mail.test>"), 40, 0.3)
    facts.say("embargod-mail@ takes the message from there, and the reader has it", came,
              box.try_run("journalctl", "-n20", "-u", "embargod-mail@desk").said)
    box.run("systemctl", "disable", "--now", *units)
    office.configure()
    ran = office.ctl("outputs", "allow", "--restart")
    left = box.try_run("sh", "-c", "ls /etc/systemd/system/*.d/outputs.conf").out.split()
    facts.say("without these outputs every drop-in of it is removed",
              ran.code == 0 and not left and office.wait_active(), f"{left} {ran.said}")
