"""seeds.py TARGET FOLDER DICTIONARY: writes what a fuzz target starts from.

One file for each seed goes into FOLDER, the words that libFuzzer may put in into DICTIONARY.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
STAMPS = ROOT / "Tests/EmbargoTimeTests/Fixtures"
RELEASES = ROOT / "Tests/EmbargoCoreTests/Fixtures"
TABLES = ROOT / "Sources/EmbargoTime/Stamps"
# No file of the zone tree that is used is larger.
LARGEST_ZONE_FILE = 2048
ZONES = """
    Africa/Cairo Africa/El_Aaiun America/New_York America/Sao_Paulo Antarctica/Troll
    Asia/Kathmandu Asia/Tehran Australia/Lord_Howe Europe/Dublin Europe/London Pacific/Apia
    Pacific/Chatham Etc/GMT+12 UTC
    """.split()


# Other forms of a time, and of a length of time.
TIMES = [
    "2023-09-19T21:00:00Z", "2023-09-19T17:00:00.25-04:00", "9999-12-31T23:59:59Z",
    "0000-01-01T00:00:00+23:59", "2261-12-31T23:59:59.9-23:59", "1h30m", "106751d", "250ms",
]


def mode(number):
    """The byte that the harness takes for `Mode`: its low six bits count."""
    return bytes([0x40 + number % 64])


def stamps():
    """The lines of the corpora, each with another mode."""
    lines = {}
    for path in sorted(STAMPS.glob("*.tsv")):
        rows = path.read_text(encoding="utf-8").split("\n")
        head = rows[0].split("\t")
        if "line" not in head:
            continue
        for row in rows[1:]:
            fields = row.split("\t")
            if len(fields) > head.index("line"):
                lines[fields[head.index("line")]] = None
    lines.update(dict.fromkeys(TIMES))
    return [mode(number) + line.encode() for number, line in enumerate(lines)]


def documents():
    """The releases that the tests read; Markdown as such."""
    paths = sorted(p for p in RELEASES.rglob("*") if p.suffix in (".txt", ".md"))
    seeds = []
    for number, path in enumerate(paths):
        seeds.append(mode(5 * number & ~4 | (4 if path.suffix == ".md" else 0)) + path.read_bytes())
    return seeds + [
        mode(number) + b"Headline of the day\n\n" + stamp[1:] + b"\n\nText.\n"
        for number, stamp in enumerate(stamps()[::25])
    ]


def zone_files(tree):
    """The fixtures, files of the zone tree, and damaged copies of some of them."""
    fixtures = sorted(p for p in (STAMPS / "zones").iterdir() if p.suffix != ".md")
    tree_files = [pathlib.Path(tree) / name for name in ZONES]
    sound = [p for p in fixtures + tree_files if p.is_file()]
    seeds = [p.read_bytes() for p in sound]
    small = [p for p in sound if p.stat().st_size <= LARGEST_ZONE_FILE]
    for path in small[::3]:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [sys.executable, STAMPS / "tzif_fuzz.py", folder, path],
                stdout=subprocess.DEVNULL, check=True)
            for damaged in sorted(pathlib.Path(folder).iterdir()):
                if damaged.stat().st_size <= 4 * LARGEST_ZONE_FILE:
                    seeds.append(damaged.read_bytes())
    return seeds


def table_words():
    """The words of the language tables and of the places and zones."""
    words = set()
    for path in sorted(TABLES.glob("Languages/*.swift")) + sorted(TABLES.glob("Tables/*.swift")):
        text = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
        for literal in re.findall(r'"""\n(.*?)"""|"([^"\n]*)"', text, re.S):
            joined = re.sub(r"\\\n\s*", "", "".join(literal))
            words.update(word.strip() for word in re.split(r"[,/:\n]", joined))
    return sorted(word for word in words if 2 <= len(word) <= 40)


STAMP_WORDS = [
    "EMBARGOED UNTIL ", "FOR IMMEDIATE RELEASE", " a.m. ", " p.m. ", "12:00 ", "00:01", "24:00",
    "2024", "2023-09-19T17:00:00Z", "+05:30", "UTC+5", "\u2212", "\u2013", "\u00a0", "\u3000",
    "\u200b", "\ufeff", "\u202e", "\uff15", "1\u00ba", "29 February", "31", " (", "); ", " | ",
    "midnight", "noon", "Sept.", "1st", "ET", "\u5e74", "\u0663",
]
DOCUMENT_WORDS = [
    "+++\n", "slug = \"a\"\n", "embargo = \"", "embargo = 2024-06-18T17:00:00Z\n", "outputs = [\"",
    "language = \"en\"\n", "late_grace = \"15m\"\n", "###", "-ENDS-", "Contact: ", "Read more:\n",
    "Notes to editors\n", "About us\n", "jane@example.org", "+44 20 7946 0000", "https://", "\r\n",
    "\r", "\n\n", "    ", "\t", " | ", "# ", "## ", "**", "---\n", "- ", "\ufeff",
    "GENEVA, 3 May 2024 \u2013 ", "PRESS RELEASE\n",
]
ZONE_WORDS = [
    b"TZif2", b"TZif3", b"TZif\0", b"\nEST5EDT,M3.2.0,M11.1.0\n", b"\n<+0330>-3:30\n",
    b"\nIST-1GMT0,M10.5.0,M3.5.0/1\n", b"\nA3B,0/0,J365/167\n", b",J60/-167,365", b"-00\0",
    b"UTC\0",
    b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\xf8\0\0\0\0\0\0\0", b"\x08\0\0\0\0\0\0\0",
    b"\xff\xfe\xa0\x71", b"\0\x01\x6d\x9f",
]


def entry(word):
    """One line of a dictionary of libFuzzer; any byte may be written as \\xNN."""
    word = word if isinstance(word, bytes) else word.encode()
    plain = all(32 <= byte < 127 and byte not in b'"\\' for byte in word)
    return '"%s"' % (
        word.decode() if plain else "".join("\\x%02x" % byte for byte in word))


def main():
    if len(sys.argv) < 4 or sys.argv[1] in ("-h", "--help"):
        sys.exit(__doc__)
    target, folder, dictionary = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    tree = sys.argv[4] if len(sys.argv) > 4 else "/usr/share/zoneinfo"
    if target == "stamp":
        seeds, words = stamps(), STAMP_WORDS + table_words()
    elif target == "document":
        seeds, words = documents(), DOCUMENT_WORDS + STAMP_WORDS
    else:
        seeds, words = zone_files(tree), ZONE_WORDS
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (folder / f"seed-{number:05d}").write_bytes(seed)
    pathlib.Path(dictionary).write_text("\n".join(map(entry, words)) + "\n", encoding="utf-8")
    print(f"{len(seeds)} seeds, {len(words)} words")


main()
