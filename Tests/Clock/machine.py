"""A small virtual machine with a clock of its own, driven over its serial line.

Its file system is an archive in memory that is made here: busybox, the programs with the libraries
that they need, some zone files. Nothing of it is kept but the kernel.
"""

import base64
import os
import queue
import re
import shutil
import stat
import subprocess
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
START = "2027-06-01T09:00:00"  # what the clock of the machine says at its start, in UTC
BOOT_PATIENCE = 120  # seconds


class Missing(Exception):
    """Something that this host lacks; says what to install."""


class Lost(Exception):
    """The machine did not answer, or a command in it failed."""


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout


def need_packages(commands):
    """Installs what is missing where that may be done without asking; `commands` by package."""
    missing = [package for package, command in commands.items() if not shutil.which(command)]
    if not missing:
        return
    words = f"apt-get install --no-install-recommends {' '.join(missing)}"
    if not shutil.which("apt-get"):
        raise Missing(f"this needs (as Debian names it): {' '.join(missing)}")
    if os.geteuid() != 0:
        raise Missing(f"run this as root, and then this script again: {words}")
    print(f"Installing: {' '.join(missing)}", flush=True)
    install = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=120", "install"]
    install += ["--no-install-recommends", *missing]
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for attempt in (1, 2):
        done = subprocess.run(install, env=environment, capture_output=True, text=True)
        if done.returncode == 0:
            return
        if attempt == 1:
            subprocess.run(["apt-get", "-q", "update"], env=environment, capture_output=True)
    raise Missing(f"this failed: {words}\n{done.stderr}")


def kernel(cache):
    """A kernel out of the package that Debian's own dependencies name, unpacked, not installed."""
    found = sorted(cache.glob("vmlinuz-*"))
    if found:
        return found[-1]
    if not shutil.which("apt-get"):
        raise Missing("no apt-get to fetch a kernel with: give one by --kernel FILE")
    depends = run("apt-cache", "depends", "linux-image-cloud-amd64")
    name = re.search(r"Depends: (linux-image-\S+)", depends)
    if not name:
        raise Missing("apt-cache knows no linux-image-cloud-amd64: give a kernel by --kernel FILE")
    print(f"Fetching the kernel {name[1]}", flush=True)
    folder = cache / "package"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run("apt-get", "download", "-q", name[1], cwd=folder)
    run("dpkg", "-x", str(next(folder.glob("*.deb"))), str(folder))
    image = next((folder / "boot").glob("vmlinuz-*"))
    target = cache / image.name
    os.replace(image, target)
    shutil.rmtree(folder)
    return target


def find(command):
    return Path(shutil.which(command)).resolve()


def compiled(source, scratch):
    """A C program; by the compiler that Swift brings along, or another."""
    swift = shutil.which("swiftc")
    beside = Path(swift).resolve().parent / "clang" if swift else None
    compiler = beside if beside and beside.exists() else shutil.which("clang") or shutil.which("cc")
    if not compiler:
        raise Missing("no C compiler: install clang or gcc")
    target = Path(scratch) / source.stem
    run(str(compiler), "-O1", "-Wall", "-Wextra", "-Werror", "-o", str(target), str(source))
    return target


def libraries(program):
    """The libraries that a program loads, with the loader; by the paths it looks for."""
    listed = subprocess.run(["ldd", str(program)], capture_output=True, text=True)
    found = set()
    for line in listed.stdout.splitlines():  # none for a static program
        match = re.search(r"(?:=> )?(/\S+) \(0x", line)
        if match:
            found.add(match[1])
        elif "not found" in line:
            raise Missing(f"{program} needs {line.split()[0]}, which is not found")
    return found


class Archive:
    """A file system in the form that the kernel unpacks at its start (cpio, newc)."""

    def __init__(self):
        self.parts, self.known, self.number = [], set(), 0

    def _entry(self, name, mode, content=b""):
        self.number += 1
        fields = [self.number, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0]
        head = b"070701" + b"".join(b"%08X" % field for field in fields)
        head += name.encode() + b"\0"
        self.parts += [head, b"\0" * (-len(head) % 4), content, b"\0" * (-len(content) % 4)]

    def folder(self, path):
        path = path.strip("/")
        if path and path not in self.known:
            self.folder(path.rpartition("/")[0])
            self.known.add(path)
            self._entry(path, stat.S_IFDIR | 0o755)

    def file(self, path, content, mode=0o755):
        path = path.strip("/")
        if path not in self.known:
            self.folder(path.rpartition("/")[0])
            self.known.add(path)
            self._entry(path, stat.S_IFREG | mode, content)

    def program(self, path, source, scratch):
        """A program, without its debugging symbols where they can be taken off; its libraries."""
        slim = Path(scratch) / "slim"
        if shutil.which("strip"):
            run("strip", "-g", "-o", str(slim), str(source))
        else:
            shutil.copy(source, slim)
        self.file(path, slim.read_bytes())
        slim.unlink()
        for library in sorted(libraries(source)):
            self.file(library, Path(library).read_bytes())

    def zones(self):
        """The zone files that the cases need, and the version of all of them."""
        source = Path(os.environ.get("TZDIR", "/usr/share/zoneinfo"))
        for name in ("America/New_York", "Etc/UTC", "UTC", "tzdata.zi", "+VERSION", "leapseconds"):
            if (source / name).is_file():
                self.file(f"/usr/share/zoneinfo/{name}", (source / name).read_bytes(), 0o644)

    def write(self, path):
        self._entry("TRAILER!!!", 0)
        path.write_bytes(b"".join(self.parts))


class Machine:
    """A running machine; `log` is what its kernel said."""

    def __init__(self, image, archive, folder):
        self.log = Path(folder) / "console.log"
        self.lines = queue.Queue()
        self.number = 0
        command = ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-smp", "2", "-cpu", "max"]
        command += ["-machine", "q35", "-m", "1536", "-display", "none", "-nodefaults"]
        command += ["-rtc", f"base={START}", "-serial", f"file:{self.log}", "-serial", "stdio"]
        command += ["-kernel", str(image), "-initrd", str(archive), "-no-reboot"]
        command += ["-append", "console=ttyS0 panic=-1 quiet"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.lines.put(line.decode(errors="replace").rstrip("\r\n"))
        self.lines.put(None)

    def _line(self, end):
        try:
            line = self.lines.get(timeout=max(0, end - time.monotonic()))
        except queue.Empty:
            line = None
        if line is None:
            raise Lost(f"the machine does not answer; its kernel said:\n{self.said()}")
        return line

    def said(self):
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return text[-3000:]

    def wait_for_boot(self):
        end = time.monotonic() + BOOT_PATIENCE
        while "ready" not in self._line(end):
            pass

    def try_run(self, command, within=60):
        """Runs a shell command in the machine; its exit code and output."""
        self.number += 1
        code = base64.b64encode(command.encode()).decode()
        self.process.stdin.write(f"{self.number} {code}\n".encode())
        self.process.stdin.flush()
        output, end = [], time.monotonic() + within
        while True:
            line = self._line(end)
            if line.startswith(f"{self.number}| "):
                output.append(line.partition("| ")[2])
            elif line.startswith(f"{self.number}= "):
                return int(line.partition("= ")[2]), "\n".join(output)

    def run(self, command, within=60):
        code, output = self.try_run(command, within)
        if code != 0:
            raise Lost(f"in the machine, {command!r} ended with {code}:\n{output}")
        return output

    def stop(self):
        """Ends the machine as if its power failed."""
        self.process.kill()
        self.process.wait()
