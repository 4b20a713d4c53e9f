"""What an installation brings: a running service, its places, its hardening, and who may use it."""

import ctypes
import json
import re
import subprocess

from office import SECRETS

HARDENED = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
    "PrivateDevices": "yes", "MemoryDenyWriteExecute": "yes", "RestrictNamespaces": "yes",
    "CapabilityBoundingSet": "", "User": "embargod", "LimitCORE": "0",
}
PLACES = {
    "/var/lib/embargod": "750 embargod:embargod",
    "/var/lib/embargod/inbox": "3770 embargod:embargod",
    "/var/lib/embargod/inbox/accepted": "2750 embargod:embargod",
    "/var/spool/embargod": "750 embargod:embargod",
    "/run/embargod": "750 embargod:embargod",
    "/etc/embargod/embargod.toml": "644 root:root",
    "/etc/embargod/embargod.keys": "400 embargod:embargod",
}


# What the cases themselves provoke, and nothing else may be said above a notice.
PROVOKED = [
    r"Watchdog timeout", r"Killing process \d+", r"Main process exited, code=",
    r"Failed with result '(watchdog|signal)'", r"was due at .* and is late",
    r"the old one stays", r"Reload failed for", r"unknown key \"nonsense\"",
    r"output room is not ready: .*Read-only file system",
]
NOTICE = 5
SHOWN = 5  # lines that are printed of those that nobody provoked


def install(box, deb):
    return box.try_run("dpkg", "-i", deb, within=300, DEBIAN_FRONTEND="noninteractive")


def check_installation(facts, box, office):
    facts.say("the service is active after the installation", office.wait_active(),
              box.try_run("systemctl", "status", "embargod").said)
    enabled = box.try_run("systemctl", "is-enabled", "embargod").out.strip()
    facts.equal("it is started with the machine", enabled, "enabled")
    facts.equal("it has said that it is ready", box.show("embargod", "StatusText"), ["running"])
    has_keys = "embargoctl key create" in box.try_run("embargoctl", "key", "create", "--help").out
    for path, wanted in PLACES.items():
        if path.endswith(".keys") and not has_keys:
            facts.left_out(f"{path}", "embargoctl knows no key create yet")
            continue
        found = box.try_run("stat", "-c", "%a %U:%G", path).said
        facts.equal(f"{path} is {wanted}", found, wanted)
    score = box.try_run("systemd-analyze", "security", "--offline=yes", "--threshold=14",
                        "--no-pager", "embargod.service")
    last = score.out.strip().splitlines()[-1] if score.out.strip() else score.err
    facts.say("systemd-analyze security: an exposure of at most 1.4, as it is installed",
              score.code == 0, last)
    places = box.try_run("sh", "-c", "embargoctl --version && embargod --check-config")
    facts.equal("both programs run with what the package depends on", places.code, 0)


def check_hardening(facts, box, office):
    kinds = ("service", "path", "timer")
    units = ["embargod.service", "embargod-witness.service",
             *[f"embargod-mail@x.{kind}" for kind in kinds]]
    verify = box.try_run("systemd-analyze", "verify", "--man=no", *units)
    facts.say("systemd-analyze verify finds nothing in the units",
              verify.code == 0 and not verify.said, verify.said)
    found = dict(zip(HARDENED, box.show("embargod", *HARDENED)))
    facts.equal("the unit runs as hardened as it is written", found, HARDENED)
    pid = office.main_pid()
    status = box.run("cat", f"/proc/{pid}/status").splitlines()
    rows = dict(line.split(":\t", 1) for line in status if ":\t" in line)
    seen = [rows[name].strip() for name in ("NoNewPrivs", "Seccomp", "CapEff")]
    facts.equal("the kernel holds it to that (no new privileges, a filter, no capabilities)",
                seen, ["1", "2", "0" * 16])
    environment = (box.run("cat", f"/proc/{pid}/environ")).split("\0")
    facts.say("systemd names the boot to it",
              any(one.startswith("EMBARGO_BOOT_ID=") for one in environment), environment)


def check_people(facts, box, office):
    slug, _, ran = office.submit(3600)
    facts.say("a user of the group embargod queues a release", ran.code == 0, ran.said)
    uid = int(box.run("id", "-u", "ana"))
    records = [one for one in office.answer("audit") if one["event"] == "release.submitted"]
    actor = records[-1]["actor"] if records else None
    facts.equal("the record names who it was, as the kernel says", actor,
                {"name": "ana", "uid": uid})
    refused = office.submit(3600, user="eve")[2]
    facts.say("a user outside of the group reaches no daemon", refused.code in (69, 77),
              f"exit {refused.code}: {refused.said}")
    killed = office.ctl("audit", "verify", user="ana")
    facts.say("the records are in order, as ana sees them", killed.code == 0, killed.said)
    office.ctl("withdraw", slug, "--reason", "not needed", user="ana")


def check_clock(facts, box, office):
    """The daemon's word on the clock beside the kernel's own, asked from outside."""
    state = ctypes.CDLL(None).adjtimex((ctypes.c_char * 512)())
    said = json.loads(box.run("embargoctl", "clock", "--json"))
    facts.equal("embargoctl clock says of the kernel's clock what the kernel says outside",
                said["synchronised"], state != 5)
    journal = " ".join(str(entry.get("MESSAGE")) for entry in office.journal())
    facts.say("the daemon knows which boot this is, by which it notices steps while it is down",
              "which boot" not in journal, "its log: the kernel does not say which boot this is")


def check_journal(facts, office):
    """After everything: what the journal has, in all fields of all entries."""
    entries = office.journal()
    text = json.dumps(entries)
    found = [word for word in SECRETS if word in text]
    facts.equal("the journal has no text, headline or slug of any release", found, [])
    own = [entry for entry in entries if entry.get("SYSLOG_IDENTIFIER") == "embargod"]
    facts.say("its entries carry priorities", {"3", "5"} <= {entry["PRIORITY"] for entry in own},
              sorted({entry["PRIORITY"] for entry in own}))
    heads = [entry["MESSAGE"] for entry in own if str(entry["MESSAGE"]).startswith("<")]
    facts.equal("and none has its priority in its text", heads, [])


def check_quiet(facts, office, provoked=()):
    """The service's own lines and what systemd says of it."""
    loud = [str(entry.get("MESSAGE")) for entry in office.journal()
            if int(entry.get("PRIORITY", NOTICE)) < NOTICE]
    unasked = [line for line in loud if not any(re.search(one, line) for one in provoked)]
    facts.say("the journal has no line above notice but those that were provoked"
              if provoked else "the journal has no line above notice", not unasked,
              f"{len(unasked)}, the first: {unasked[:SHOWN]}")


def check_lintian(facts, deb, has_manual):
    """On this machine: Debian's own judge of packages."""
    hidden = [] if has_manual else ["--suppress-tags=no-manual-page"]
    run = subprocess.run(["lintian", "--fail-on=error,warning", *hidden, str(deb)],
                         capture_output=True, text=True)
    lines = [line for line in run.stdout.splitlines() if line[:2] in ("E:", "W:")]
    more = "" if has_manual else ", but for manual pages, which are not there yet"
    facts.say(f"lintian finds no error and no warning{more}", run.returncode == 0, lines)
