"""embargoctl outputs allow: drop-ins by which the service may write where outputs need it."""

import shutil
import subprocess
import unittest

from harness.office import ROOT, Office

# As the package has it, but for what hides the folder of the test.
HIDING = "PrivateTmp=yes\n"


class AllowTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)
        self.office.add_files()
        self.units = self.office.folder / "units"
        self.units.mkdir()
        unit = (ROOT / "systemd/embargod.service").read_text()
        self.assertIn(HIDING, unit)
        (self.units / "embargod.service").write_text(unit.replace(HIDING, ""))
        self.file = self.units / "embargod.service.d/outputs.conf"

    def allow(self, *more, code=0):
        self.office.write_config()
        place = ("--config", self.office.config, "--units", self.units)
        return self.office.ctl("outputs", "allow", *more, *place, code=code)

    def granted(self):
        """What the drop-in says, without comments."""
        lines = self.file.read_text().splitlines()
        return [line for line in lines if line and not line.startswith("#")]

    def test_the_units_drop_in_has_what_the_outputs_need_whether_the_daemon_runs_or_not(self):
        wanted = ["[Service]"] + [
            f"ReadWritePaths=-{path}" for path in sorted([self.office.press, self.office.state])
        ]
        self.assertIn("Wrote", self.allow().out)
        self.assertEqual(self.granted(), wanted)
        self.file.unlink()
        self.office.start()
        self.assertTrue(self.allow("--json").json["written"])
        self.assertEqual(self.granted(), wanted)
        self.assertFalse(self.allow("--json").json["written"])

    @unittest.skipUnless(shutil.which("systemd-analyze"), "needs systemd-analyze")
    def test_systemd_reads_every_name_of_a_directory_as_it_is(self):
        folder = self.office.folder / 'a "new" 100%i \\ it\'s one'
        folder.mkdir()
        self.office.outputs[0]["directory"] = folder
        self.office.add_email(spool=folder / "mail")
        self.allow()
        unit = self.units / "embargod.service"
        text = unit.read_text().replace("ExecStart=/usr/bin/embargod", "ExecStart=/bin/true")
        unit.write_text(text.replace("ExecReload=/usr/bin/embargod", "ExecReload=/bin/true"))
        run = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True
        )
        said = [line for line in (run.stdout + run.stderr).splitlines() if "outputs.conf" in line]
        self.assertEqual(said, [])
        self.assertEqual(len(list(self.units.glob("embargod-mail@media-list.*.d"))), 2)

    def test_a_directory_of_the_system_is_refused(self):
        self.office.outputs[0]["directory"] = "/var/lib"
        self.assertIn("/var/lib", self.allow(code=78).err)
        self.assertFalse(self.file.exists())


if __name__ == "__main__":
    unittest.main()
