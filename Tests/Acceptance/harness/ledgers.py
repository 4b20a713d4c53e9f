"""Looking into a ledger that no daemon holds, and damaging one."""

import shutil
import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path

# What a kill can leave behind, in the order in which a release goes through it.
QUEUED = "queued"
PARTLY_ARMED = "partly armed"
ARMED = "armed"
VISIBLE = "effects visible, no outcome recorded"
PARTLY_RECORDED = "some outcomes recorded, the rest not begun"
OPEN = "outcomes recorded, webhooks open"
RECORDED = "all recorded"
# Releases of one instant are armed in one transaction: that some are is seen by chance only.
STEPS = [QUEUED, ARMED, VISIBLE, OPEN, RECORDED]


def copy(state, target):
    """The ledger's files as a kill left them; the log's index is made anew from the log."""
    target.mkdir()
    for name in ("ledger.sqlite", "ledger.sqlite-wal"):
        if (state / name).exists():
            shutil.copy2(state / name, target / name)
    return target / "ledger.sqlite"


def durable_step(ledger, visible, remote):
    """Which step was durable in a copied ledger.

    `visible` are the ids of releases of which something had been seen outside, `remote` the outputs
    that are
    not on this machine.
    """
    deliveries = defaultdict(dict)
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as database:
        rows = database.execute(
            "SELECT id, output, state, intent IS NOT NULL FROM releases"
            " JOIN deliveries ON release = id AND deliveries.revision = releases.revision"
        )
        for id, output, state, is_armed in rows:
            deliveries[id][output] = (state, is_armed)

    def is_recorded(id):
        states = [state for name, (state, _) in deliveries[id].items() if name not in remote]
        return all(state == "delivered" for state in states)

    recorded = [id for id in deliveries if is_recorded(id)]
    if any(id not in recorded for id in visible):
        return VISIBLE
    if len(recorded) == len(deliveries) > 0:
        everything = [state for one in deliveries.values() for state, _ in one.values()]
        return RECORDED if all(state == "delivered" for state in everything) else OPEN
    if recorded:
        return PARTLY_RECORDED
    armed = [id for id, one in deliveries.items() if any(armed for _, armed in one.values())]
    return QUEUED if not armed else ARMED if len(armed) == len(deliveries) else PARTLY_ARMED


class OpenedLedger:
    """A stopped daemon's ledger, opened for damage: the triggers that guard it are dropped."""

    def __init__(self, state):
        self.path = Path(state) / "ledger.sqlite"

    def change(self, *statements):
        """Runs pairs of SQL and values in one transaction, then empties the log."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as database:
            triggers = database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            for (name,) in triggers.fetchall():
                database.execute(f'DROP TRIGGER "{name}"')
            database.execute("BEGIN")
            for sql, values in statements:
                database.execute(sql, values)
            database.execute("COMMIT")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def records(self):
        """Sequence, previous hash, hash, release and bytes of each record."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as database:
            return database.execute(
                "SELECT sequence, previous, hash, release, bytes FROM records ORDER BY sequence"
            ).fetchall()
