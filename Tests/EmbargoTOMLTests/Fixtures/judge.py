#!/usr/bin/env python3
"""Judges TOML documents with Python's tomllib, an implementation independent of ours.

Reads lines `NAME<TAB>BYTES-IN-HEX` on stdin. Prints for each `NAME<TAB>JSON`, where JSON is the
document as tagged values in order of appearance ({"type":"integer","value":"1"}), or null when it
is refused. Date-times are cut to microseconds, which is all that Python keeps.

Three things that tomllib and our reader are known to see differently are settled here our way, and
have tests of their own: integers beyond 64 bits and numbers beyond the range of a double are
refused (tomllib takes the first and makes the second infinite), and a byte order mark at the head
is skipped (tomllib refuses it). Two more are not settled here, and the documents of the tests keep
clear of them: nesting beyond 32 levels, and white space of other scripts behind a line-ending
backslash, which our reader skips like a space.
"""

import datetime
import json
import struct
import sys
import tomllib


def fraction(value):
    digits = f"{value.microsecond:06}".rstrip("0")
    return "." + digits if digits else ""


def clock(value):
    return f"{value.hour:02}:{value.minute:02}:{value.second:02}" + fraction(value)


def day(value):
    return f"{value.year:04}-{value.month:02}-{value.day:02}"


def offset(value):
    if value.tzinfo is None:
        return ""
    minutes = int(value.utcoffset().total_seconds()) // 60
    if minutes == 0:
        return "Z"
    sign, size = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"{sign}{size // 60:02}:{size % 60:02}"


def scalar(kind, value):
    return {"type": kind, "value": value}


def tagged(value):
    if isinstance(value, dict):
        return {key: tagged(member) for key, member in value.items()}
    if isinstance(value, list):
        return [tagged(element) for element in value]
    if isinstance(value, bool):
        return scalar("boolean", "true" if value else "false")
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise ValueError("out of range")
        return scalar("integer", str(value))
    if isinstance(value, float):
        bits = "nan" if value != value else struct.pack(">d", value).hex()
        return scalar("float", bits)
    if isinstance(value, datetime.datetime):
        return scalar("datetime", day(value) + "T" + clock(value) + offset(value))
    if isinstance(value, datetime.date):
        return scalar("datetime", day(value))
    if isinstance(value, datetime.time):
        return scalar("datetime", clock(value))
    return scalar("string", value)


def real(text):
    value = float(text)
    if value in (float("inf"), float("-inf")) and "inf" not in text:
        raise ValueError("out of range")
    return value


def judged(data):
    try:
        return tagged(tomllib.loads(data.decode("utf-8-sig"), parse_float=real))
    except (ValueError, RecursionError):
        return None


sys.set_int_max_str_digits(0)
for line in sys.stdin:
    name, data = line.rstrip("\n").split("\t")
    print(name + "\t" + json.dumps(judged(bytes.fromhex(data)), separators=(",", ":")))
