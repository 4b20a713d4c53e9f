"""embargoctl doctor: a dozen broken set-ups, each found, named and mended by what it says."""

import ctypes
import datetime
import os
import shutil
import subprocess
import time
import unittest

from harness import texts
from harness.office import PROGRAMS, Office
from harness.tls import Authority, Endpoint
from harness.waiting import until

NEW_MOUNTS = 0x20000  # CLONE_NEWNS
SERVICE = """[Service]
ExecStart=/usr/bin/embargod
User=root
ProtectSystem=strict
ReadWritePaths=-{state}
"""


def setUpModule():
    """Takes mounts of our own, for a full disk and one that is read-only."""
    if os.geteuid() != 0:
        raise unittest.SkipTest("only root may break the set-ups of these tests")
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_MOUNTS) != 0:
        raise unittest.SkipTest(f"mounting is not allowed here: {os.strerror(ctypes.get_errno())}")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)


class DoctorTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)
        self.office.add_files()
        self.options = []

    def mount(self, folder, options):
        folder.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", folder], check=True)

    def doctor(self):
        """The findings that are no "ok", by their codes."""
        self.office.write_config()
        ran = self.office.ctl(
            "doctor", "--json", "--config", self.office.config, *self.options, code=None
        )
        self.assertIn(ran.code, (0, 1), ran.err)
        report = ran.json
        self.assertEqual(ran.code, 1 if report["problems"] else 0)
        self.assertEqual(
            report["problems"], sum(one["level"] == "problem" for one in report["findings"])
        )
        found = {}
        for one in report["findings"]:
            if one["level"] != "ok":
                self.assertTrue(one["what"] and one["why"], one)
                found.setdefault(one["code"], one)
        return found

    def find(self, code, level="problem"):
        found = self.doctor()
        self.assertIn(code, found)
        self.assertEqual(found[code]["level"], level, found[code])
        self.assertTrue(found[code]["mend"], found[code])
        return found[code]

    def mend(self, finding, more=""):
        """Runs the commands that a finding names, but those that ask systemd."""
        commands = [one for one in finding["mend"] if not one.startswith("systemctl ")]
        self.assertTrue(commands, finding)
        for command in commands:
            subprocess.run(
                ["bash", "-ec", command + more],
                check=True,
                capture_output=True,
                env={"PATH": f"{PROGRAMS}:{os.environ['PATH']}"},
                timeout=60,
            )

    def check_clean(self, code):
        found = self.doctor()
        self.assertNotIn(code, found, found.get(code))

    def check_mended(self, code, level="problem", more=""):
        finding = self.find(code, level)
        self.mend(finding, more)
        self.check_clean(code)
        return finding

    def ran_once(self):
        """A state directory as a daemon leaves it that was stopped."""
        self.office.start()
        self.office.stop()

    def test_a_running_daemon_with_all_in_place_has_no_problem(self):
        self.office.start()
        found = self.doctor()
        self.assertEqual([one for one in found.values() if one["level"] == "problem"], [])
        ran = self.office.ctl("doctor", "--all", "--config", self.office.config)
        self.assertIn("answers. (daemon-down)", " ".join(ran.out.split()))
        self.assertNotIn("\x1b", ran.out)

    def test_a_state_directory_of_another_user(self):
        self.ran_once()
        self.check_clean("state-owner")
        os.chown(self.office.state, 12345, 12345)
        os.chown(self.office.state / "ledger.sqlite", 12345, 12345)
        self.check_mended("state-owner")
        self.assertEqual((self.office.state / "ledger.sqlite").stat().st_uid, 0)

    def test_a_ledger_that_others_may_read(self):
        self.ran_once()
        self.office.state.chmod(0o755)
        (self.office.state / "ledger.sqlite").chmod(0o644)
        self.check_mended("state-mode")

    def test_a_spool_that_nothing_takes_messages_from(self):
        self.office.add_email()
        self.office.start()
        self.office.ctl(
            "submit", self.office.write("a.txt", texts.release("A", time.time() - 5)), "--now"
        )
        until(self.office.messages, 10, "a message")
        self.check_clean("spool-unread")
        hour_ago = time.time() - 3600
        for message in self.office.messages():
            os.utime(message, (hour_ago, hour_ago))
        sendmail = self.office.folder / "sendmail"
        sendmail.write_text("#!/bin/sh\ncat >/dev/null\n")
        sendmail.chmod(0o755)
        place = f" --socket {self.office.socket} --sendmail {sendmail}"
        finding = self.check_mended("spool-unread", more=place)
        self.assertIn("systemctl enable --now embargod-mail@media-list.path", finding["mend"][1])

    def test_an_output_directory_that_does_not_exist(self):
        self.office.press.rmdir()
        self.check_mended("directory-missing")
        self.assertTrue(self.office.press.is_dir())

    def test_an_output_directory_that_is_a_file(self):
        self.office.press.rmdir()
        self.office.press.write_text("")
        self.check_mended("directory-kind")

    def test_an_output_directory_on_a_disk_that_is_read_only(self):
        self.mount(self.office.press, "size=64m,ro")
        self.check_mended("directory-read-only")

    def test_an_output_directory_that_the_services_user_may_not_write_to(self):
        self.options = ["--user", "nobody"]
        self.office.folder.chmod(0o755)
        self.check_mended("directory-unwritable")

    def test_an_output_directory_that_the_unit_does_not_allow(self):
        units = self.office.folder / "units"
        units.mkdir()
        (units / "embargod.service").write_text(SERVICE.format(state=self.office.state))
        self.options = ["--units", units]
        self.check_mended("directory-outside-unit")
        self.assertEqual(len(list((units / "embargod.service.d").iterdir())), 1)
        # The unit of this test lacks most protections of the package's.
        self.assertIn("unit-weakened", self.doctor())

    def test_a_hand_over_that_looks_into_another_spool(self):
        units = self.office.folder / "units"
        units.mkdir()
        (units / "embargod.service").write_text(SERVICE.format(state=self.office.state))
        self.options = ["--units", units]
        self.office.add_email()
        finding = self.check_mended("mail-spool", "warning")
        self.assertIn("embargod-mail@media-list.path", finding["mend"][-1])
        shutil.rmtree(units / "embargod-mail@media-list.path.d")
        self.find("mail-spool", "warning")
        own = units / "embargod-mail@media-list.path.d/own.conf"
        own.parent.mkdir()
        own.write_text(f"[Path]\nDirectoryNotEmpty=\nDirectoryNotEmpty={self.office.spool}/new\n")
        self.check_clean("mail-spool")

    def test_a_hand_over_and_a_witness_that_are_not_enabled(self):
        units = self.office.folder / "units"
        wants = units / "multi-user.target.wants"
        wants.mkdir(parents=True)
        (units / "embargod.service").write_text(SERVICE.format(state=self.office.state))
        self.options = ["--units", units]
        self.office.add_email()
        self.office.settings["witness"] = {"directory": self.office.folder}
        for code, unit in (
            ("mail-unit", "embargod-mail@media-list.path"),
            ("witness-unit", "embargod-witness.service"),
        ):
            finding = self.find(code, "warning")
            self.assertIn("systemctl enable --now", finding["mend"][0])
            self.assertIn(unit.removesuffix(".service"), finding["mend"][0])
            (wants / unit).symlink_to(units / unit)
            self.find(code, "warning")
            (units / unit).write_text("[Unit]\n")
            self.check_clean(code)

    def test_a_full_disk(self):
        self.mount(self.office.state, "size=128m,mode=0750")
        self.ran_once()
        self.check_clean("state-space")
        filler = self.office.state / "filler"
        with open(filler, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, 115 << 20)
        filler.chmod(0o600)
        finding = self.find("state-space")
        self.assertIn("du -xh", finding["mend"][0])
        said = subprocess.run(
            ["bash", "-c", finding["mend"][0]], capture_output=True, text=True, check=True
        )
        self.assertIn(str(self.office.state), said.stdout)
        filler.unlink()
        self.check_clean("state-space")

    def test_a_clock_that_is_not_synchronised(self):
        self.office.settings["clock"]["trust"] = "strict"
        found = self.doctor()
        if "clock-unsynchronised" not in found:
            self.skipTest("the clock of this machine is synchronised")
        finding = found["clock-unsynchronised"]
        self.assertEqual(finding["level"], "problem")
        self.assertRegex(finding["mend"][0], "chrony|timedatectl")
        self.office.settings["clock"]["trust"] = "warn"
        self.find("clock-unsynchronised", "warning")

    def zones(self, version=None):
        folder = self.office.folder / "zoneinfo"
        self.office.settings["time"] = {"zoneinfo": folder}
        if version is None:
            folder.mkdir()
            return folder
        (folder / "America").mkdir(parents=True)
        shutil.copy("/usr/share/zoneinfo/America/New_York", folder / "America")
        (folder / "tzdata.zi").write_text(f"# version {version}\n")
        return folder

    def test_zone_files_that_are_missing(self):
        self.zones()
        self.check_mended("zone-data-missing")

    def test_zone_files_that_are_more_than_a_year_old(self):
        year = datetime.datetime.now(datetime.timezone.utc).year
        folder = self.zones(f"{year - 2}a")
        finding = self.find("zone-data-old", "warning")
        self.assertIn("apt-get install --only-upgrade tzdata", finding["mend"])
        (folder / "tzdata.zi").write_text(f"# version {year}a\n")
        self.check_clean("zone-data-old")

    def test_keys_that_others_may_read(self):
        self.office.keys.chmod(0o644)
        self.check_mended("key-mode")

    def test_keys_that_the_service_may_not_read(self):
        self.options = ["--user", "nobody"]
        self.office.folder.chmod(0o755)
        self.check_mended("key-owner")
        self.office.keys.chmod(0o600)
        self.office.keys.write_text("something else\n")
        self.find("key-damaged")

    def test_keys_that_lack_the_one_of_the_ledger(self):
        self.ran_once()
        self.check_clean("key-epoch")
        kept = self.office.keys.read_text()
        self.office.keys.chmod(0o600)
        self.office.keys.write_text(kept.replace("master 1", "master 2"))
        self.find("key-epoch")
        self.office.keys.write_text(kept)
        self.check_clean("key-epoch")

    def test_a_ledger_that_is_damaged(self):
        self.office.start()
        for number in range(3):
            text = texts.release(f"Item {number}", texts.instant_ahead(3600))
            self.office.ctl("submit", self.office.write("a.txt", text), "--slug", f"item-{number}")
        self.office.stop()
        self.check_clean("ledger-damaged")
        ledger = self.office.state / "ledger.sqlite"
        kept = ledger.read_bytes()
        damaged = bytearray(kept)
        for place in range(4096, len(kept), 4096):
            damaged[place : place + 512] = bytes(512)
        ledger.write_bytes(damaged)
        finding = self.find("ledger-damaged")
        backup = self.office.folder / "backup"
        shutil.copytree(self.office.state, backup)
        (backup / "ledger.sqlite").write_bytes(kept)
        finding["mend"] = [one.replace("BACKUP", str(backup)) for one in finding["mend"]]
        self.mend(finding)
        self.check_clean("ledger-damaged")

    def test_a_second_daemon_with_the_same_state_directory(self):
        first = Office(self)
        first.state = self.office.state
        first.keys.unlink()
        shutil.copy(self.office.keys, first.keys)
        first.start()
        self.check_mended("second-daemon")
        first.process.wait(10)

    @unittest.skipUnless(shutil.which("openssl"), "needs openssl, to make certificates")
    def test_an_endpoint_whose_certificate_has_expired(self):
        authority = Authority(self.office.folder / "ca")
        expired = authority.certificate("expired", "200101000000Z", "210101000000Z")
        endpoint = Endpoint(self, expired)
        self.office.add_webhook(endpoint.url, ca_file=authority.file)
        found = self.doctor()
        self.assertIn("endpoint-unchecked", found)
        self.assertEqual(endpoint.connections, 0)
        self.options = ["--network"]
        finding = self.find("certificate-expired")
        self.assertIn("openssl x509 -noout -dates", finding["mend"][0])
        said = subprocess.run(
            ["bash", "-c", finding["mend"][0]], capture_output=True, text=True, timeout=30
        )
        self.assertIn("2021", said.stdout)
        endpoint.use(authority.certificate("good", "200101000000Z", "400101000000Z"))
        found = self.doctor()
        self.assertNotIn("certificate-expired", found)
        self.assertNotIn("endpoint-untrusted", found)
        self.assertEqual(endpoint.heard, b"")
        self.office.outputs[-1].pop("ca_file")
        self.assertIn("endpoint-untrusted", self.doctor())


if __name__ == "__main__":
    unittest.main()
