"""The programs that are measured and measure: where they are, and how they are built."""

import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# Also where the benchmarks work: on the disk of the project, not in memory.
SCRATCH = ROOT / ".build" / "bench"
C_PROGRAMS = {
    "reference": (["reference.c", "recorder.c", "bench.c"], ["-pthread", "-lsqlite3"]),
    "observer": (["observer.c", "bench.c"], []),
    "client": (["client.c", "bench.c"], []),
}


class Programs:
    """Paths of embargod, embargoctl, embargod-bench and of the C programs."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def __getattr__(self, name):
        if name in C_PROGRAMS:
            return SCRATCH / "bin" / name
        return self.folder / name.replace("_", "-")

    @property
    def build(self):
        """How the measured programs were built, by the folder that they lie in."""
        name = self.folder.resolve().name
        return {"release": "release build", "debug": "DEBUG BUILD: the figures mean nothing"}.get(
            name, f"programs of {self.folder}")


def build_c():
    """Compiles the reference, the observer and the client, if their sources are newer.

    The first needs the headers of SQLite, which the ledger needs as well.
    """
    (SCRATCH / "bin").mkdir(parents=True, exist_ok=True)
    compiler = shutil.which("cc") or shutil.which("clang")
    if compiler is None:
        sys.exit("bench: there is no C compiler (cc or clang)")
    headers = list(HERE.glob("*.h"))
    for name, (sources, libraries) in C_PROGRAMS.items():
        program = SCRATCH / "bin" / name
        inputs = [HERE / source for source in sources] + headers
        newest = max(path.stat().st_mtime for path in inputs)
        if program.exists() and program.stat().st_mtime > newest:
            continue
        command = [compiler, "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(program)]
        command += [str(HERE / source) for source in sources] + libraries
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode != 0:
            sys.exit(f"bench: {name} does not compile:\n{made.stderr}")


def build(products, options):
    """The programs: release builds, unless the options say that they are there."""
    # As they are installed (README, "As a service").
    command = [
        "swift", "build", "-c", "release", "--static-swift-stdlib", "--package-path", str(ROOT)]
    if options.bin:
        folder = pathlib.Path(options.bin).resolve()
    else:
        shown = subprocess.run(
            command + ["--show-bin-path"], check=True, stdout=subprocess.PIPE, text=True)
        folder = pathlib.Path(shown.stdout.strip())
    for product in products:
        if options.built or options.bin:
            if not (folder / product).exists():
                sys.exit(f"bench: {folder / product} is not built")
            continue
        print(f"building {product}", flush=True)
        made = subprocess.run(
            command + ["--product", product], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, check=False)
        if made.returncode != 0:
            sys.exit(made.stdout)
    return Programs(folder)
