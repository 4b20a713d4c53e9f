"""Publishing on file systems that are really mounted: with and without unnamed files, links and a
rename that replaces nothing."""

import ctypes
import os
import subprocess
import time
import unittest

from harness import texts
from harness.office import Office
from harness.waiting import sleep_until, until

NEW_MOUNTS = 0x20000  # CLONE_NEWNS
PATIENCE = 20
# The smallest that their programs make.
MEGABYTES = {"ext4": 32, "xfs": 320, "btrfs": 128, "vfat": 64}
MAKERS = {
    "ext4": ["mkfs.ext4", "-q"],
    "xfs": ["mkfs.xfs", "-q"],
    "btrfs": ["mkfs.btrfs", "-q"],
    "vfat": ["mkfs.vfat"],
}


def setUpModule():
    """Takes mounts of our own, which vanish with this process and which nobody else sees."""
    if os.geteuid() != 0:
        raise unittest.SkipTest("only root may mount file systems")
    os.environ["PATH"] += ":/sbin:/usr/sbin"
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_MOUNTS) != 0:
        raise unittest.SkipTest(f"mounting is not allowed here: {os.strerror(ctypes.get_errno())}")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)


class FileSystemTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)

    def run_quietly(self, *command):
        ran = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60)
        if ran.returncode != 0:
            self.skipTest(f"{' '.join(map(str, command))}: {ran.stderr.strip() or ran.stdout}")

    def mount(self, kind):
        """Mounts it at the press folder."""
        folder, press = self.office.folder, self.office.press
        if kind in MAKERS:
            image = folder / "image"
            with open(image, "wb") as file:
                file.truncate(MEGABYTES[kind] << 20)
            self.run_quietly(*MAKERS[kind], image)
        if kind == "vfat":
            # Not the kernel's own, which is not everywhere: it has neither links nor modes.
            self.run_quietly("fusefat", "-o", "rw+", image, press)
        elif kind == "bindfs":
            (folder / "source").mkdir()
            self.run_quietly("bindfs", folder / "source", press)
        elif kind == "overlay":
            for name in ("lower", "upper", "work"):
                (folder / name).mkdir()
            names = ("lower", "upper", "work")
            options = ",".join(f"{name}dir={folder / name}" for name in names)
            self.run_quietly("mount", "-t", "overlay", "overlay", "-o", options, press)
        elif kind == "tmpfs":
            self.run_quietly("mount", "-t", "tmpfs", "tmpfs", press)
        else:
            self.run_quietly("mount", "-o", "loop", image, press)
        self.addCleanup(subprocess.run, ["umount", "--lazy", press], check=True)

    def names(self):
        return sorted(
            str(path.relative_to(self.office.press))
            for path in self.office.press.rglob("*") if path.is_file())

    def open(self, bundle):
        more = {"bundle": True} if bundle else {}
        self.office.add_files(formats=["text", "json"], **more)
        self.office.start()

    def whole_path(self, kind, bundle):
        self.mount(kind)
        self.open(bundle)
        said = self.office.ctl("outputs", "test", "newsroom").out
        instant = texts.instant_ahead(5)
        text = texts.release("A Library Opens Its Doors", instant)
        letter = self.office.write("letter.txt", text)
        chart = self.office.write("chart.csv", "year,visitors\n2022,7\n")
        release = self.office.ctl(
            "submit", letter, "--slug", "letter", "--attach", chart, "--json").json["id"]
        while time.time() < instant - 0.2:
            self.assertEqual(self.names(), [])
            time.sleep(0.05)
        sleep_until(instant)
        self.wait_for("delivered", release)
        inside = "letter/" if bundle else ""
        self.assertEqual(
            self.names(),
            [f"{inside}letter.files/chart.csv", f"{inside}letter.json", f"{inside}letter.txt"])
        page = self.office.press / f"{inside}letter.txt"
        self.assertIn("A Library Opens Its Doors", page.read_text())
        # What a crash leaves is found again and changes nothing.
        self.office.kill()
        self.office.start()
        self.assertEqual(len(self.names()), 3)
        corrected = self.office.write("second.txt", texts.release("A Library Opens Late", instant))
        self.office.ctl("correct", release, corrected, "--reason", "it opens late")
        self.wait_for("delivered", release)
        until(lambda: "A Library Opens Late" in page.read_text(), PATIENCE, "the correction")
        self.assertIn(f"{inside}letter.txt", self.names())
        self.office.ctl("kill", release, "--reason", "it does not open")
        until(lambda: "withdrawn" in page.read_text(), PATIENCE, "the notice")
        self.wait_for("delivered", release)
        self.assertEqual([name for name in self.names() if "chart" in name], [])
        left = [path.name for path in self.office.press.iterdir() if path.name.startswith(".")]
        self.assertEqual(left, [])
        self.office.ctl("audit", "verify")
        return said

    def wait_for(self, state, release):
        def reached():
            delivery = self.office.delivery(release, "newsroom")
            self.assertNotEqual(delivery["state"], "failed", delivery)
            return delivery["state"] == state

        until(reached, PATIENCE, f"newsroom {state}", every=0.05)

    def never_replaces(self, kind):
        """A file that has the name already is left alone."""
        self.mount(kind)
        self.open(bundle=False)
        instant = texts.instant_ahead(4)
        release = self.office.submit(
            texts.release("A Library Opens Its Doors", instant), slug="letter")["id"]
        sleep_until(instant - 0.5)
        other = self.office.press / "letter.txt"
        other.write_text("somebody else's")
        sleep_until(instant)

        def failed():
            delivery = self.office.delivery(release, "newsroom")
            return delivery["state"] == "failed" and delivery

        delivery = until(failed, PATIENCE, "the conflict")
        self.assertIn("letter.txt", delivery["last_error"])
        self.assertEqual(other.read_text(), "somebody else's")


    def test_one_that_knows_no_modes_is_refused_in_words(self):
        self.mount("vfat")
        self.open(bundle=False)
        ran = self.office.ctl("outputs", "test", "newsroom", code=None)
        self.assertNotEqual(ran.code, 0)
        self.assertIn("cannot set the mode", " ".join((ran.out + ran.err).split()))
        release = self.office.submit(texts.release("A Library Opens Its Doors"))["id"]

        def refused():
            delivery = self.office.delivery(release, "newsroom")
            return "cannot set the mode" in (delivery["last_error"] or "")

        until(refused, PATIENCE, "the reason")
        self.assertEqual(self.names(), [])


def add(kind, unnamed):
    for bundle in (False, True):
        def whole_path(self, bundle=bundle):
            said = self.whole_path(kind, bundle)
            self.assertEqual("no unnamed files" not in " ".join(said.split()), unnamed, said)

        word = "bundle" if bundle else "file_by_file"
        setattr(FileSystemTests, f"test_{kind}_takes_a_release_{word}", whole_path)
    setattr(
        FileSystemTests, f"test_{kind}_replaces_nothing", lambda self: self.never_replaces(kind))


for _kind, _unnamed in (
    ("ext4", True), ("xfs", True), ("btrfs", True), ("tmpfs", True), ("overlay", True),
    ("bindfs", False),
):
    add(_kind, _unnamed)

if __name__ == "__main__":
    unittest.main()
