"""A Debian 12 with a systemd of its own, in a container on this machine.

Its root is made once from the package sources of this machine and copied for each container; its
clock is this machine's, its network a loopback of its own.
"""

import contextlib
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".build" / "systemd-root"
SUITE = "bookworm"
HIERARCHIES = [
    Path("/sys/fs/cgroup") / name for name in ("systemd", "unified")
    if (Path("/sys/fs/cgroup") / name).is_dir()
] or [Path("/sys/fs/cgroup")]
# Without these nspawn's own filter keeps IPAddressDeny= from being enforced, and says nothing.
ALLOWED = "--capability=CAP_BPF,CAP_NET_ADMIN,CAP_PERFMON"


class Missing(Exception):
    """Something that the test needs is not on this machine."""


class Lost(Exception):
    """The container does not do what everything else rests on."""


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def said(self):
        return " ".join((self.out + self.err).split())


def sources():
    """The lines for sources.list by which this machine gets its own Debian 12."""
    template = "$(ORIGIN)|$(CODENAME)|deb $(REPO_URI) $(RELEASE) $(COMPONENT)"
    run = subprocess.run(
        ["apt-get", "indextargets", "--format", template, "Created-By: Packages"],
        capture_output=True, text=True, check=True,
    )
    rows = [line.split("|") for line in run.stdout.splitlines()]
    lines = [row[2] for row in rows if row[0] == "Debian" and row[1].startswith(SUITE)]
    if not lines:
        raise Missing(f"this machine's package sources have no Debian {SUITE}: apt-get update?")
    return list(dict.fromkeys(lines))


def wanted():
    text = (Path(__file__).parent / "packages.txt").read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pristine():
    """The root that containers are copied from; made when there is none or it lacks a package."""
    tree, note = CACHE / SUITE, CACHE / f"{SUITE}.packages"
    names = ",".join(wanted())
    if note.is_file() and note.read_text() == names and tree.is_dir():
        return tree
    shutil.rmtree(tree, ignore_errors=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    print(f"Making a root of Debian {SUITE}, once", flush=True)
    run = subprocess.run(
        ["mmdebstrap", "--variant=apt", f"--include={names}",
         # A mirror may be a picture of an earlier day.
         "--aptopt=Acquire::Check-Valid-Until \"false\"", "--aptopt=Acquire::Check-Date \"false\"",
         SUITE, str(tree), *sources()],
        capture_output=True, text=True,
    )
    if run.returncode != 0:
        raise Missing(f"the root could not be made:\n{run.stderr[-2000:]}")
    note.write_text(names)
    return tree


class Container:
    """Runs from `boot` to `stop`; `root` is its file system as this machine sees it."""

    def __init__(self, name):
        self.name = f"embargod-{name}-{os.getpid()}"
        self.root = CACHE / self.name
        self.console = CACHE / f"{self.name}.console"
        self.process = self.leader = None
        subprocess.run(["cp", "-a", pristine(), self.root], check=True)
        (self.root / "etc/machine-id").write_text("")
        (self.root / "etc/hostname").write_text(f"{name}\n")
        (self.root / "etc/hosts").write_text(f"127.0.0.1 localhost {name} mail.test\n")

    def __enter__(self):
        self.boot()
        return self

    def __exit__(self, *_):
        self.stop()

    def _groups(self):
        return [hierarchy / self.name for hierarchy in HIERARCHIES]

    def boot(self, patience=60):
        for group in self._groups():
            group.mkdir(exist_ok=True)
        enter = "".join(f'echo $$ >"{group}/cgroup.procs"; ' for group in self._groups())
        words = ["systemd-nspawn", "--quiet", "--boot", f"--directory={self.root}",
                 f"--machine={self.name}", "--register=no", "--keep-unit", "--console=pipe",
                 "--private-network", "--system-call-filter=bpf", ALLOWED]
        with open(self.console, "wb") as console:
            self.process = subprocess.Popen(
                ["bash", "-c", enter + 'exec "$@"', "enter", *words],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console,
                env=dict(os.environ, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY="1"),
            )
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            self.leader = self._first_child()
            if self.leader:
                state = self.try_run("systemctl", "is-system-running").out.strip()
                if state in ("running", "degraded"):
                    return
            time.sleep(0.1)
        raise Lost(f"the container did not come up:\n{self.console.read_text()[-3000:]}")

    def _first_child(self):
        pid = self.process.pid
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            return children[0] if children else None
        return None

    def try_run(self, *words, within=120, stdin=None, **environment):
        """Runs a command as root of the container."""
        command = ["nsenter", "-t", self.leader, "-a", "--", "env", "-i", "LC_ALL=C.UTF-8",
                   "PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin",
                   *[f"{name}={value}" for name, value in environment.items()], *map(str, words)]
        run = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=within, input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
        )
        return Ran(run.returncode, run.stdout, run.stderr)

    def run(self, *words, **more):
        """As `try_run`; a command that fails is the end of the test."""
        ran = self.try_run(*words, **more)
        if ran.code != 0:
            raise Lost(f"{' '.join(map(str, words))} ended with {ran.code}: {ran.said[-2000:]}")
        return ran.out

    def shell(self, script, **more):
        return self.run("sh", "-euc", script, **more)

    def show(self, unit, *names):
        """Properties of a unit, in the order asked for."""
        lines = self.run("systemctl", "show", unit, *[f"-p{name}" for name in names]).splitlines()
        found = dict(line.split("=", 1) for line in lines if "=" in line)
        return [found.get(name, "") for name in names]

    def write(self, path, text, mode=0o644):
        target = self.root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        target.chmod(mode)

    def stop(self):
        """Powers it off and takes away what it was; by force where it does not end."""
        if self.process and self.process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                if self.leader:
                    self.try_run("systemctl", "poweroff", within=20)
                self.process.wait(30)
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
        for group in self._groups():
            folders = [Path(top) for top, _, _ in os.walk(group, topdown=False)]
            for folder in folders:
                with contextlib.suppress(OSError):
                    folder.rmdir()
        shutil.rmtree(self.root, ignore_errors=True)
        self.console.unlink(missing_ok=True)
