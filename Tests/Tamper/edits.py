"""Random edits of ledgers and exports, as somebody with the files but no key can make them."""

import hashlib
import json
import shutil
import sqlite3
import sys

# Rows that records tell of, and what ties the rest together. Not covered: answers to repeated
# requests, what was announced, the list of migrations, when and by what the ledger was made, and
# whether the file was swept after an erasure (docs/audit.md).
TABLES = {
    "releases", "revisions", "deliveries", "attempts", "reservations", "suspensions", "bodies",
    "contents", "attachments", "phases", "meta", "checkpoints", "records", "approvals",
    "early_lifts", "proposals", "freezes", "seal", "revision_keys", "erasures",
}  # fmt: skip
UNCOVERED = {
    ("meta", "created_at"), ("meta", "created_by"), ("meta", "row"), ("erasures", "scrubbed"),
}  # fmt: skip


class Edits:
    """Random edits; each answers with its kind, or None where it changed nothing."""

    def __init__(self, stage):
        self.stage = stage
        self.lines = (stage.folder / "export").read_bytes().splitlines(keepends=True)
        with sqlite3.connect(stage.folder / "state/ledger.sqlite") as database:
            found = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            names = {name for (name,) in found if not name.startswith("sqlite_")}
            self.columns = {
                table: [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
                for table in sorted(TABLES)
            }
            full = [t for t in self.columns if database.execute(f"SELECT 1 FROM {t}").fetchone()]
        strangers = names - TABLES - {"answers", "migrations", "announcers"}
        if strangers or set(full) != TABLES:
            missing = sorted(TABLES - set(full))
            sys.exit(f"tables that are not tried: {sorted(strangers)}, or empty: {missing}")

    def value(self, luck, old):
        """Another value of the same kind, or NULL."""
        if luck.random() < 0.05:
            return None
        if old is None:
            return luck.choice([0, 1, "x", b"x" * 32])
        if isinstance(old, int):
            return luck.choice([old + 1, old - 1, 0, -old, luck.randrange(1 << 62)])
        data = bytearray(old if isinstance(old, bytes) else old.encode())
        if not data or luck.random() < 0.1:
            data += b"x"
        else:
            place = luck.randrange(len(data))
            if luck.random() < 0.2:
                del data[place]
            else:
                data[place] = luck.randrange(32, 127)
        return bytes(data) if isinstance(old, bytes) else data.decode(errors="replace")

    def sql(self, luck, folder, tables):
        """One edit of one row, with the triggers out of the way and back again."""
        path = folder / "ledger.sqlite"
        shutil.copy(self.stage.folder / "state/ledger.sqlite", path)
        database = sqlite3.connect(path, isolation_level=None)
        try:
            database.execute("PRAGMA ignore_check_constraints = ON")
            triggers = database.execute(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
            ).fetchall()
            for name, _ in triggers:
                database.execute(f"DROP TRIGGER {name}")
            before = self.dump(database)
            kind = self.edit(luck, database, luck.choice(tables))
            is_changed = self.dump(database) != before
            for _, text in triggers:
                database.execute(text)
        finally:
            database.close()
        return kind, is_changed

    def dump(self, database):
        return {t: sorted(map(repr, database.execute(f"SELECT * FROM {t}"))) for t in TABLES}

    def edit(self, luck, database, table):
        columns = self.columns[table]
        names = ", ".join(columns)
        rows = database.execute(f"SELECT {names} FROM {table}").fetchall()
        row = luck.choice(rows)
        where = " AND ".join(f"{name} IS ?" for name in columns)
        what = luck.choices(["change", "remove", "add", "copy"], [8, 1, 1, 2])[0]
        if table in ("meta", "phases", "seal"):
            what = "change"
        for _ in range(50):
            column = luck.randrange(len(columns))
            if (table, columns[column]) in UNCOVERED:
                continue
            new = list(row)
            new[column] = self.value(luck, row[column])
            if what == "copy":
                new[column] = luck.choice(rows)[column]
            try:
                if what == "remove":
                    database.execute(f"DELETE FROM {table} WHERE {where}", row)
                elif what == "add":
                    marks = ", ".join("?" * len(columns))
                    database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", new)
                else:
                    text = f"UPDATE {table} SET {columns[column]} = ? WHERE {where}"
                    database.execute(text, (new[column], *row))
                return f"{table}: {what}"
            except sqlite3.Error:
                continue
        return f"{table}: nothing"

    def export(self, luck):
        """The edited lines of an export."""
        lines = list(self.lines)
        place = luck.randrange(len(lines))
        what = luck.choice(
            ["flip", "insert", "remove byte", "remove", "double", "swap", "cut lines", "cut bytes",
             "signature", "key", "refit"]
        )  # fmt: skip
        line = bytearray(lines[place])
        offset = luck.randrange(len(line))
        if what == "flip":
            line[offset] ^= 1 << luck.randrange(8)
            lines[place] = bytes(line)
        elif what == "insert":
            line.insert(offset, luck.choice(b' \n\t\r{}[]",:\\0x'))
            lines[place] = bytes(line)
        elif what == "remove byte":
            del line[offset]
            lines[place] = bytes(line)
        elif what == "remove":
            del lines[place]
        elif what == "double":
            lines.insert(luck.randrange(len(lines)), lines[place])
        elif what == "swap":
            other = luck.randrange(len(lines))
            lines[place], lines[other] = lines[other], lines[place]
        elif what == "cut lines":
            lines = lines[:place]
        elif what == "cut bytes":
            text = b"".join(lines)
            lines = [text[: luck.randrange(len(text))]]
        elif what in ("signature", "key"):
            member = {"signature": "signature", "key": luck.choice(["public", "key"])}[what]
            signed = [n for n, text in enumerate(lines) if text.startswith(b'{"checkpoint"')]
            one, other = luck.choice(signed), luck.choice(signed)
            self.exchange(lines, one, other, member)
        else:
            lines = self.refit(luck, lines)
        return f"export: {what}", b"".join(lines)

    @staticmethod
    def exchange(lines, one, other, member):
        """Puts a member of one checkpoint into another."""
        said = [json.loads(json.loads(lines[n])["checkpoint"]) for n in (one, other)]
        said[0][member] = said[1][member]
        text = json.dumps(said[0], sort_keys=True, separators=(",", ":"))
        lines[one] = compact({"checkpoint": text})

    @staticmethod
    def refit(luck, lines):
        """Changes a record and makes all hashes and the end fit, as whoever has no key can."""
        records = [n for n, text in enumerate(lines) if text.startswith(b'{"hash"')]
        signed = [n for n, text in enumerate(lines) if text.startswith(b'{"checkpoint"')]
        changed = luck.choice([n for n in records if n < signed[-1]])
        head, body = hashlib.sha256(b"").hexdigest(), lines[:1]
        for place, text in enumerate(lines[1:-1], start=1):
            if place in records:
                content = json.loads(json.loads(text)["record"])
                content["prev"] = head
                if place == changed:
                    content["actor"]["name"] = "mallory"
                record = compact(content).decode().strip()
                head = hashlib.sha256(record.encode()).hexdigest()
                text = compact({"hash": head, "record": record, "seq": content["seq"]})
            body.append(text)
        end = {
            "checkpoints": len(signed),
            "head": f"{len(records)}:{head}",
            "records": len(records),
            "sha256": hashlib.sha256(b"".join(body)).hexdigest(),
        }
        return [*body, compact({"end": end})]


def compact(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode() + b"\n"
