"""A deep queue: how fast it is filled, and that start-up, memory and idling do not feel it."""

import os
import shutil
import statistics
import subprocess
import threading
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import programs
import texts
from office import Office
from process import Usage, anonymous_bytes, idle_row, megabytes, settle
from table import results, spread

BATCH = 100
FEW = 10
SUBMITTERS = 4
# A queue of a million is resolved against the zone rules after a start; that takes its time.
SETTLE_WITHIN = 900


def stamps():
    """Stamps of some 5,000 different minutes, from 60 days ahead on; midnight would be refused."""
    first = datetime.now(ZoneInfo("America/New_York")).replace(microsecond=0) + timedelta(days=60)
    # The two hours of autumn that come twice are told apart by their abbreviation.
    zone, utc = ZoneInfo("America/New_York"), ZoneInfo("UTC")
    minutes = (first.astimezone(utc) + timedelta(minutes=17 * n) for n in range(5000))
    local = (at.astimezone(zone) for at in minutes)
    return [texts.stamp_in_new_york(at) for at in local if (at.hour, at.minute) != (0, 0)]


class Filling:
    """Submits releases of 4 KB from several connections at once; numbers go on where they were."""

    def __init__(self, office):
        self.office = office
        self.queue = texts.Queue(stamps())
        self.next = 0
        self.lock = threading.Lock()

    def _take(self, end, most):
        with self.lock:
            first = self.next
            self.next = min(end, first + most)
            return first, self.next - first

    def fill(self, count, submitters, batch=BATCH):
        """Queues so many more; seconds that it took."""
        end, failures = self.next + count, []

        def submit():
            try:
                with self.office.connect() as connection:
                    while True:
                        first, size = self._take(end, batch)
                        if size == 0:
                            return
                        connection.submit(
                            self.queue.one(first) if batch == 1
                            else self.queue.batch(first, size))
            except Exception as error:  # noqa: BLE001 - told to whoever waits
                failures.append(error)

        threads = [threading.Thread(target=submit) for _ in range(submitters)]
        begun = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        return time.monotonic() - begun


def reference_rate(folder, count, batch):
    """Texts a second that SQLite alone takes in, in transactions of one batch."""
    ledger = folder / "fill.sqlite"
    run = subprocess.run(
        [programs.SCRATCH / "bin" / "reference", "fill", "--ledger", ledger, "--count", str(count),
         "--batch", str(batch), "--bytes", str(texts.BYTES)],
        check=True, capture_output=True, text=True)
    for ending in ("", "-wal", "-shm"):
        (folder / f"fill.sqlite{ending}").unlink(missing_ok=True)
    return count / float(run.stdout)


def process_time(command, within=60):
    """Nanoseconds from the start of a program to its end, which must be a good one.

    Not by subprocess.run with a timeout: that looks after 0.5, 1.5, 3.5, 7.5, 15.5, 31.5 ms ...
    """
    begun = time.monotonic_ns()
    with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, env={"PATH": os.environ["PATH"]}) as process:
        limit = threading.Timer(within, process.kill)
        limit.start()
        code = process.wait()
        taken = time.monotonic_ns() - begun
        limit.cancel()
    if code != 0:
        raise RuntimeError(f"{command[0]} ended with {code}")
    return taken


def status_times(office, count=50):
    """How long embargoctl status takes as a whole process, in nanoseconds."""
    command = [office.built.embargoctl, "--socket", office.socket, "status"]
    return [process_time(command) for _ in range(count)]


class Standing:
    """What one daemon with so many queued was measured to be."""

    def __init__(self, office, options):
        self.clean = [self._restart(office, office.stop) for _ in range(options.pairs)]
        self.killed = [self._restart(office, office.kill) for _ in range(options.pairs)]
        self.settled = settle(office.process.pid, SETTLE_WITHIN)
        self.status = status_times(office)
        time.sleep(5)
        self.memory = anonymous_bytes(office.process.pid)
        before = Usage(office.process.pid)
        time.sleep(options.idle)
        self.idle = Usage(office.process.pid).since(before)

    @staticmethod
    def _restart(office, end):
        """Seconds from the start of the program until it is ready."""
        # What the start before began would otherwise go on in the middle of this one.
        time.sleep(1)
        end()
        return office.start()


def fill_rates(office, filling, options, table):
    singles = min(2000, options.queued // 5)
    rate = singles / filling.fill(singles, 1, batch=1)
    floor = reference_rate(office.folder, singles, 1)
    table.add(
        f"submit, one by one ({singles:,})", f"{rate:,.0f}/s", f"{floor:,.0f}/s",
        f"{floor / rate:.2f}", ">= 300/s", is_met=rate >= 300)
    one = min(20_000, options.queued // 5)
    rate = one / filling.fill(one, 1)
    table.add(f"submit in batches of {BATCH}, one connection ({one:,})", f"{rate:,.0f}/s")
    many = min(100_000, options.queued // 2)
    rate = many / filling.fill(many, SUBMITTERS)
    floor = reference_rate(office.folder, many, BATCH)
    table.add(
        f"submit in batches of {BATCH}, {SUBMITTERS} connections ({many:,})", f"{rate:,.0f}/s",
        f"{floor:,.0f}/s", f"{floor / rate:.2f}", ">= 5,000/s", is_met=rate >= 5000)


def fill_rest(filling, count, table):
    """Fills up to so many, telling how it goes."""
    rest, seconds = count - filling.next, 0.0
    if rest <= 0:
        return
    print(f"  filling {rest:,} more", flush=True)
    while filling.next < count:
        seconds += filling.fill(min(100_000, count - filling.next), SUBMITTERS)
        print(f"  {filling.next:,} queued", flush=True)
    table.add(f"submit, the rest up to {count:,}", f"{rest / seconds:,.0f}/s")


def compare(few, many, options, table):
    """The rows that set a deep queue beside a short one."""
    words = f"with {options.queued:,} queued (beside it: {FEW})"
    for name, member in (("clean stop", "clean"), ("kill -9", "killed")):
        ours, theirs = (
            [int(seconds * 1e9) for seconds in getattr(one, member)] for one in (many, few))
        ratio = statistics.median(ours) / statistics.median(theirs)
        table.add(
            f"start-up after a {name}, {words}", spread(ours), spread(theirs), f"{ratio:.2f}",
            "<= 1.2", is_met=ratio <= 1.2)
    ratio = many.memory / few.memory
    table.add(
        f"memory (RssAnon), {words}", megabytes(many.memory), megabytes(few.memory),
        f"{ratio:.2f}", "<= 1.5, < 40 MB", is_met=ratio <= 1.5 and many.memory < 40e6)
    busy, switches, seconds = many.idle
    table.add(
        f"idle, {words}", idle_row(many.idle), idle_row(few.idle), "",
        "<= 20 ms in 60 s, <= 2/s",
        is_met=busy <= 20e6 * seconds / 60 and switches / seconds <= 2)
    settled = [
        f"more than {SETTLE_WITHIN} s" if one.settled is None else f"{one.settled:.0f} s"
        for one in (many, few)]
    table.add(f"until it was quiet after a start, {words}", *settled)
    median = statistics.median(many.status)
    table.add(
        f"embargoctl status, {words}", spread(many.status), spread(few.status), "",
        "<= 20 ms median", is_met=median <= 20_000_000)


def bench_depth(options, built):
    """Filling the queue; start-up, memory, idling and status with 1,000,000 queued beside 10."""
    table = results()
    room = shutil.disk_usage(programs.SCRATCH).free
    if room < options.queued * 20_000:
        raise RuntimeError(f"{options.queued:,} releases need {options.queued * 20_000:,} bytes")
    with Office(built, "depth") as office:
        office.add_files()
        office.settings["intake"] = {"max_queue": options.queued + 1000}
        office.start()
        filling = Filling(office)
        filling.fill(FEW, 1)
        print(f"depth: {FEW} queued", flush=True)
        few = Standing(office, options)
        fill_rates(office, filling, options, table)
        fill_rest(filling, options.queued, table)
        filled = anonymous_bytes(office.process.pid)
        print(f"depth: {filling.next:,} queued", flush=True)
        many = Standing(office, options)
        size = sum(path.stat().st_size for path in office.state.iterdir() if path.is_file())
    compare(few, many, options, table)
    table.add("memory right after filling", megabytes(filled))
    table.add("  the ledger on disk", megabytes(size))
    print(f"each figure beside {FEW} queued is in the column of the reference", flush=True)
    return table


def bench_status(options, built):
    """embargoctl status as a whole process."""
    table = results()
    with Office(built, "status") as office:
        office.add_files()
        office.start()
        Filling(office).fill(FEW, 1)
        times = status_times(office, 20 if options.quick else 100)
    floor = [process_time(["true"]) for _ in range(20)]
    median = statistics.median(times)
    table.add(
        f"embargoctl status, {len(times)} times (beside it: true)", spread(times), spread(floor),
        f"{median / statistics.median(floor):.2f}", "<= 20 ms median", is_met=median <= 20_000_000)
    return table


