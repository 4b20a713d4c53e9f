"""Runs all cases; scripts/test-systemd calls it."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Acceptance"))

import allowing  # noqa: E402
import credentials  # noqa: E402
import installed  # noqa: E402
import lifting  # noqa: E402
import packaging  # noqa: E402
import soaking  # noqa: E402
import trouble  # noqa: E402
from container import CACHE, ROOT, Container, Lost, Missing  # noqa: E402
from facts import Facts  # noqa: E402
from office import Office  # noqa: E402

# How late a release may be that is due while the package is upgraded: stop, start, verify.
UPGRADE = 10.0


def fresh(facts, deb):
    """Everything that a fresh installation must do."""
    with Container("fresh") as box:
        office = Office(box)
        facts.case("Installation")
        ran = installed.install(box, packaging.copy_in(box, deb, "embargod.deb"))
        if not facts.say("dpkg installs the package", ran.code == 0, ran.said[-1500:]):
            return
        installed.check_installation(facts, box, office)
        office.people()
        office.set_up()
        facts.say("it is active with three outputs", office.wait_active(),
                  box.try_run("systemctl", "status", "embargod").said)
        facts.case("Hardening")
        installed.check_hardening(facts, box, office)
        facts.case("People and the clock")
        installed.check_people(facts, box, office)
        installed.check_clock(facts, box, office)
        facts.case("A lift under the full hardening")
        lifting.check_lift(facts, box, office)
        lifting.check_network(facts, box, office)
        facts.case("Mail, through Postfix")
        lifting.check_mail(facts, box, office)
        facts.case("embargoctl outputs allow")
        allowing.check_allow(facts, box, office)
        allowing.check_refusals(facts, box, office)
        allowing.check_spool(facts, box, office)
        facts.case("Credentials")
        credentials.check_credentials(facts, box, office)
        facts.case("A daemon that hangs")
        trouble.check_watchdog(facts, box, office)
        facts.case("kill -9")
        trouble.check_kill(facts, box, office)
        facts.case("Reload")
        trouble.check_reload(facts, box, office)
        facts.case("The journal")
        installed.check_journal(facts, office)
        installed.check_quiet(facts, office, installed.PROVOKED)


def soaked(facts, deb, minutes):
    """A steady load under the installed unit."""
    with Container("soak") as box:
        office = Office(box)
        facts.case(f"{minutes:g} minutes under load")
        installed.install(box, packaging.copy_in(box, deb, "embargod.deb"))
        office.people()
        office.set_up()
        if facts.say("it is active with three outputs", office.wait_active(),
                     box.try_run("systemctl", "status", "embargod").said):
            soaking.check_soak(facts, box, office, minutes)
            installed.check_quiet(facts, office)


def upgraded(facts, deb):
    """From an older package to this one, back, and away."""
    version = packaging.version_of(deb)
    with Container("upgrade") as box:
        office = Office(box)
        facts.case("Upgrade")
        older = box.root / "srv/older.deb"
        packaging.repacked(deb, older, f"{version}~prev")
        installed.install(box, "/srv/older.deb")
        office.people()
        office.set_up()
        office.wait_active()
        new = packaging.copy_in(box, deb, "embargod.deb")
        far = packaging.check_upgrade(facts, box, office, new, UPGRADE)
        facts.case("Downgrade")
        packaging.repacked(deb, older, f"{version}~prev", schema=1)
        packaging.check_downgrade(facts, box, office, "/srv/older.deb")
        facts.case("Removal and purge")
        packaging.check_removal(facts, box, office, new, far)


def by_scripts(facts, deb):
    """scripts/install and scripts/uninstall, for machines without packages."""
    with Container("scripts") as box:
        office = Office(box)
        facts.case("scripts/install and scripts/uninstall")
        source = box.root / "srv/source"
        for name in ("scripts", "systemd", "config"):
            shutil.copytree(ROOT / name, source / name)
        tree = box.root / "srv/programs"
        subprocess.run(["dpkg-deb", "-x", str(deb), str(tree)], check=True)
        # The one that fits these programs.
        shutil.copy(tree / "etc/embargod/embargod.toml", source / "config")
        ran = box.try_run("/srv/source/scripts/install", "--bin", "/srv/programs/usr/bin")
        facts.say("scripts/install installs below /usr/local", ran.code == 0, ran.said)
        facts.say("and starts the service", office.wait_active(),
                  box.try_run("systemctl", "status", "embargod").said)
        runs = box.show("embargod", "ExecStart")[0]
        facts.say("from there", "/usr/local/bin/embargod" in runs, runs)
        again = box.try_run("/srv/source/scripts/install", "--bin", "/srv/programs/usr/bin")
        facts.say("a second run is an upgrade",
                  again.code == 0 and office.wait_active(), again.said)
        away = box.try_run("/srv/source/scripts/uninstall")
        left = [path for path in ("/usr/local/bin/embargod", "/etc/systemd/system/embargod.service",
                                  "/etc/sysusers.d/embargod.conf", "/etc/tmpfiles.d/embargod.conf")
                if (box.root / path.lstrip("/")).exists()]
        facts.say("scripts/uninstall takes the programs and units away",
                  away.code == 0 and not left, f"{left} {away.said}")
        facts.say("and keeps the ledger and the configuration",
                  (box.root / "var/lib/embargod/ledger.sqlite").exists()
                  and (box.root / "etc/embargod/embargod.toml").exists())


CASES = {"fresh": fresh, "upgrade": upgraded, "scripts": by_scripts}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deb", type=Path, required=True)
    parser.add_argument("--soak", type=float, metavar="MINUTES")
    parser.add_argument("case", nargs="*", choices=[*CASES, []])
    options = parser.parse_args()
    facts, began = Facts(), time.monotonic()
    try:
        if options.soak:
            soaked(facts, options.deb, options.soak)
        elif not options.case:
            facts.case("The package")
            if shutil.which("lintian"):
                has_manual = any((ROOT / "docs/man").glob("*.[1-8]"))
                installed.check_lintian(facts, options.deb, has_manual)
            else:
                facts.left_out("lintian", "not installed")
        for name in options.case or ([] if options.soak else CASES):
            CASES[name](facts, options.deb)
    except Missing as missing:
        print(f"test-systemd: {missing}", file=sys.stderr)
        return 69
    except Lost as lost:
        facts.say("the case comes to its end", False, str(lost))
    finally:
        for left in CACHE.glob(f"embargod-*-{os.getpid()}*"):
            shutil.rmtree(left, ignore_errors=True)
    print(f"\n{facts.good} facts ok, {len(facts.bad)} FAILED, in {time.monotonic() - began:.0f} s")
    for fact in facts.bad:
        print(f"  FAILED: {fact}")
    return 1 if facts.bad or not facts.good else 0


if __name__ == "__main__":
    sys.exit(main())
