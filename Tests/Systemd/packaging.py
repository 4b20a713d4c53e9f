"""Upgrades, downgrades, removal and purge of the package."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from facts import TICK, until
from installed import install
from office import sleep_until


SERVICE_FOLDER = "/etc/systemd/system/embargod.service.d"
MAIL_FOLDER = "/etc/systemd/system/embargod-mail@desk.path.d"
MARK = '# Written by "embargoctl outputs allow", anew and whole each time:'


def repacked(deb, target, version, schema=None):
    """The same package under another version; `schema`: the newest that it says it knows."""
    with tempfile.TemporaryDirectory(prefix="embargod-deb.") as scratch:
        tree = Path(scratch) / "tree"
        subprocess.run(["dpkg-deb", "-R", str(deb), str(tree)], check=True)
        control = tree / "DEBIAN/control"
        lines = control.read_text().splitlines()
        lines = [f"Version: {version}" if one.startswith("Version:") else one for one in lines]
        control.write_text("\n".join(lines) + "\n")
        if schema is not None:
            preinst = tree / "DEBIAN/preinst"
            rows = preinst.read_text().splitlines()
            rows = [f"known={schema}" if one.startswith("known=") else one for one in rows]
            preinst.write_text("\n".join(rows) + "\n")
        subprocess.run(["dpkg-deb", "-Znone", "-b", str(tree), str(target)],
                       check=True, capture_output=True)


def version_of(deb):
    run = subprocess.run(["dpkg-deb", "-f", str(deb), "Version"],
                         capture_output=True, text=True, check=True)
    return run.stdout.strip()


def check_upgrade(facts, box, office, deb, patience):
    """From a package of the same programs that counts as older, with releases in the queue."""
    before = office.main_pid()
    # So slow a start that something falls due while no daemon runs, wherever the restart comes.
    box.write("/etc/systemd/system/embargod.service.d/slow.conf",
              "[Service]\nExecStartPre=/bin/sleep 1.5\n")
    box.run("systemctl", "daemon-reload")
    far, _, _ = office.submit(7200)
    queued = [office.submit(ahead) for ahead in range(8, 18)]
    facts.say("the older package runs and has a queue", all(one[2].code == 0 for one in queued),
              queued[-1][2].said)
    sleep_until(queued[0][1])
    ran = install(box, deb)
    facts.say("the upgrade is made", ran.code == 0, ran.said[-800:])
    facts.say("the new programs run", until(lambda: office.is_renewed(before), 30, 0.1),
              box.try_run("systemctl", "status", "embargod").said)
    sleep_until(queued[-1][1])
    out = [slug for slug, _, _ in queued if office.delivered(slug, 20)]
    facts.equal("ten releases, one a second, go out before, during and after it", len(out), 10)
    lateness = [office.file(slug)[0] - instant for slug, instant, _ in queued if slug in out]
    worst = max(lateness, default=0)
    facts.say(f"the one that was due while no daemon ran is {worst:.1f} s late, no other is early",
              0.1 < worst < patience and min(lateness) >= -TICK, lateness)
    facts.equal("each to the webhook once", {len(office.requests(slug)) for slug in out}, {1})
    facts.equal("the queue is what it was", office.answer("show", far)["state"], "scheduled")
    modified = box.try_run("dpkg", "--verify", "embargod").said
    facts.say("dpkg finds every file of the package as it was packed, but for the configuration",
              all(word in ("embargod.toml", "??5??????", "c", "/etc/embargod/embargod.toml")
                  for word in modified.split()), modified)
    return far


def check_downgrade(facts, box, office, older):
    before = office.main_pid()
    ran = install(box, older)
    facts.say("a package that does not know the ledger's schema is refused",
              ran.code != 0 and "a newer embargod has" in ran.said, ran.said[-600:])
    facts.say("with what to do", "Going back" in ran.said, ran.said[-600:])
    facts.say("the newer one runs on, untouched",
              office.is_active() and office.main_pid() == before,
              box.try_run("systemctl", "status", "embargod").said)
    state = box.run("dpkg-query", "-W", "-f", "${db:Status-Abbrev}", "embargod").strip()
    facts.equal("and dpkg has it as installed", state, "ii")


def check_removal(facts, box, office, deb, far):
    """Removal, purge without and with an answer; `far`: a release in the queue."""
    ran = box.try_run("dpkg", "-r", "embargod", DEBIAN_FRONTEND="noninteractive")
    facts.say("a removal says that the queue stays and does not go out",
              ran.code == 0 and "does not go out" in ran.said, ran.said)
    facts.equal("the service is stopped", box.show("embargod", "ActiveState"), ["inactive"])
    state = box.root / "var/lib/embargod/ledger.sqlite"
    facts.say("the ledger stays", state.exists())
    box.run("install", "-d", SERVICE_FOLDER, MAIL_FOLDER)
    box.write(f"{SERVICE_FOLDER}/outputs.conf", f"{MARK}\n[Service]\n")
    box.write(f"{MAIL_FOLDER}/outputs.conf", f"{MARK}\n[Path]\n")
    ran = box.try_run("dpkg", "-P", "embargod", DEBIAN_FRONTEND="noninteractive")
    facts.say("a purge that nobody is asked about keeps the ledger",
              ran.code == 0 and state.exists(), ran.said)
    left = [path for path in (f"{SERVICE_FOLDER}/outputs.conf", MAIL_FOLDER)
            if (box.root / path.lstrip("/")).exists()]
    facts.say("it takes away the drop-ins that outputs allow wrote, and leaves those of people",
              not left and (box.root / SERVICE_FOLDER.lstrip("/") / "office.conf").exists(), left)
    install(box, deb)
    ran = box.try_run("dpkg", "-P", "embargod", DEBIAN_FRONTEND="teletype", stdin="no\n")
    facts.say("a purge asks before it removes the ledger", "Remove the ledger" in ran.out, ran.said)
    facts.say("and keeps it when the answer is no", ran.code == 0 and state.exists(), ran.said)
    install(box, deb)
    shown = until(lambda: office.ctl("show", far).code == 0, 20, 0.3)
    facts.say("a later installation goes on with it", shown, office.ctl("show", far).said)
    again = install(box, deb)
    facts.say("the same package can be installed over itself",
              again.code == 0 and office.wait_active(), again.said)
    box.run("debconf-set-selections", stdin="embargod embargod/remove-data boolean true\n")
    ran = box.try_run("dpkg", "-P", "embargod", DEBIAN_FRONTEND="noninteractive")
    places = ("var/lib/embargod", "var/spool/embargod", "etc/embargod/embargod.keys",
              "etc/embargod/embargod.toml", "usr/bin/embargod")
    left = [path for path in places if (box.root / path).exists()]
    facts.equal("a purge that is told so removes the ledger, the spool and the keys", left, [])
    facts.equal("and ends well", ran.code, 0)


def copy_in(box, deb, name):
    """Not below /tmp, which is the container's own."""
    shutil.copy(deb, box.root / "srv" / name)
    return f"/srv/{name}"
