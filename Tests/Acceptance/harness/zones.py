"""A tree of zone files, replaced under a running daemon the way packages are upgraded."""

import os
import shutil
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

TREES = Path(__file__).resolve().parents[1] / "fixtures" / "zoneinfo"
OLD, NEW = "2025b", "2026f"


class Tree:
    """`path` is what the daemon is given: a link to one of two trees."""

    def __init__(self, folder, version=OLD):
        self.folder = Path(folder)
        self.path = self.folder / "zoneinfo"
        for name in (OLD, NEW):
            shutil.copytree(TREES / name, self.folder / name)
        self.path.symlink_to(version)

    def switch_link(self, version):
        """Another tree behind the same path, in one step."""
        link = self.folder / "zoneinfo.new"
        link.symlink_to(version)
        os.replace(link, self.path)

    def rename_over(self, version, after_each=lambda: None):
        """One file after the other, each written beside the old one first; the version last."""
        source = TREES / version
        files = [path for path in sorted(source.rglob("*")) if path.is_file()]
        for path in files:
            target = self.path / path.relative_to(source)
            fresh = target.with_name(target.name + ".dpkg-new")
            shutil.copyfile(path, fresh)
            os.replace(fresh, target)
            after_each()


def instants(wall, place, version):
    """What a wall clock means there, by Python's own reader: none, one or two instants."""
    with open(TREES / version / place, "rb") as file:
        zone = ZoneInfo.from_file(file)
    found = set()
    for fold in (0, 1):
        at = wall.replace(tzinfo=zone, fold=fold).astimezone(timezone.utc)
        if at.astimezone(zone).replace(tzinfo=None) == wall:
            found.add(at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return sorted(found)


def wall_clock(instant, place, version):
    """The wall clock there at an instant, in seconds since 1970."""
    with open(TREES / version / place, "rb") as file:
        zone = ZoneInfo.from_file(file)
    return datetime.fromtimestamp(instant, zone).replace(tzinfo=None)


def next_day(month, day):
    """The next 14 January, say, at least four weeks ahead."""
    first = date.today() + timedelta(weeks=4)
    found = date(first.year, month, day)
    return found if found >= first else date(first.year + 1, month, day)


def next_last_sunday(month):
    """The last Sunday of a month of 31 days, at least four weeks ahead."""
    last = next_day(month, 25)
    last = date(last.year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def stamp(wall, words):
    """`words` with the clock for `{clock}`, and the date behind them."""
    half = "a.m." if wall.hour < 12 else "p.m."
    clock = f"{(wall.hour - 1) % 12 + 1}:{wall:%M:%S} {half}"
    return f"{words.format(clock=clock)}, {wall:%B} {wall.day}, {wall.year}"


def release(headline, stamp):
    return (
        f"EMBARGOED UNTIL {stamp}\n\n{headline}\n\n"
        "Contact: Ada Example, +1 (202) 555-0143, press@example.org\n\n"
        f"GENEVA - {headline}, the office said in a statement that is long enough to be a "
        "paragraph of a release and says nothing else.\n\n###\n"
    )
