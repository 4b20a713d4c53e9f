#!/usr/bin/env python3
"""Rows that the Swift tests of the zone files answer, made by oracle.py and Python's zoneinfo.

  zone_rows.py names                        every zone of the tree
  zone_rows.py round FOLDER                 changes: forward-I.tsv and backward-I.tsv
  zone_rows.py backward FOLDER              changes: backward-I.tsv alone
  zone_rows.py days FOLDER                  days after 2037: days-I.tsv and footers-I.tsv

--part I/N takes every N-th of the different files, beginning with the I-th (0 to N - 1); zones
with files of the same bytes are asked for once. Columns of `forward` as in oracle.py
--transitions, of `backward` as in its random mode. `days` has the answers to a clock of every
day, equal neighbours in one row: zone, clock, first day, last day, offsets of the instants that
show it, in seconds, ascending by instant (- for a gap). `footers` says which zones end in the
same footer as the one that stands for them in `days`."""
import argparse
import datetime as D
import hashlib
import os
import struct

import oracle

CLOCKS = [D.time(0, 0), D.time(2, 30), D.time(12, 0)]
HOUR = D.timedelta(hours=1)
SECOND = D.timedelta(seconds=1)
RANDOM_HEAD = 'zone\tlocal\tkind\tinstants\tabbrs\n'
FORWARD_HEAD = 'zone\tutc\toffset_s\tisdst\tabbr\n'


def content(root, name):
    with open(os.path.join(root, name), 'rb') as file:
        return file.read()


def different(root):
    """The first zone of each content, in the order of names."""
    found = {}
    for name in oracle.names(root):
        found.setdefault(hashlib.sha256(content(root, name)).digest(), name)
    return sorted(found.values())


def answer(local, tz):
    """As oracle.answer, with every offset in force at a full hour within 26 h of the local time."""
    base = local.replace(tzinfo=oracle.UTC)
    offsets = {oracle.off(base + k * HOUR, tz) for k in range(-26, 27)}
    found = sorted({base - o for o in offsets if oracle.loc(base - o, tz) == local})
    return {0: 'gap', 1: 'unique', 2: 'fold'}.get(len(found), 'fold%d' % len(found)), found


def forward_rows(name, tz, change):
    for seconds in (-1, 0, 1):
        at = change + seconds * SECOND
        here = at.astimezone(tz)
        offset = oracle.off(at, tz).total_seconds()
        yield '%s\t%s\t%d\t%d\t%s\n' % (
            name, oracle.iso(at), offset, bool(here.dst()), here.tzname())


def backward_rows(name, tz, change):
    """A second round both ends of the gap or fold, the ends, and the middle."""
    at = change.replace(tzinfo=None)
    low, high = sorted((at + oracle.off(change - SECOND, tz), at + oracle.off(change, tz)))
    middle = low + D.timedelta(seconds=int((high - low).total_seconds()) // 2)
    ends = [end + step * SECOND for end in (low, high) for step in (-1, 0, 1)]
    for local in sorted({middle, *ends}):
        kind, found = answer(local, tz)
        instants = ','.join(map(oracle.iso, found)) or '-'
        abbreviations = ','.join(x.astimezone(tz).tzname() for x in found) or '-'
        yield '\t'.join((name, local.isoformat(), kind, instants, abbreviations)) + '\n'


def write_round(options, names, part):
    path = os.path.join(options.folder, '%s-' + part + '.tsv')
    step = D.timedelta(days=options.step)
    at = os.devnull if options.mode == 'backward' else path % 'forward'
    with open(at, 'w') as forward, open(path % 'backward', 'w') as backward:
        forward.write(FORWARD_HEAD)
        backward.write(RANDOM_HEAD)
        for name in names:
            tz = oracle.load(options.tzdir, name)
            for change in oracle.changes(tz, options.since, options.until, step):
                forward.writelines(forward_rows(name, tz, change))
                backward.writelines(backward_rows(name, tz, change))


def last_transition(data):
    """The last 64-bit transition time of a TZif file (RFC 9636 section 3), or None."""
    isut, isstd, leap, times, types, chars = struct.unpack('>6I', data[20:44])
    second = 44 + times * 5 + types * 6 + chars + leap * 8 + isstd + isut
    times = struct.unpack('>I', data[second + 32:second + 36])[0]
    at = second + 44 + 8 * (times - 1)
    return struct.unpack('>q', data[at:at + 8])[0] if times else None


def footers(root):
    """The zones by footer; those with transitions after 2^31 stand for themselves."""
    found = {}
    for name in oracle.names(root):
        data = content(root, name)
        footer = data.rstrip(b'\n').rsplit(b'\n', 1)[-1] if data[4:5] >= b'2' else None
        alone = not footer or data.endswith(b'\n\n') or (last_transition(data) or 0) > 1 << 31
        found.setdefault(name if alone else footer, []).append(name)
    return sorted(found.values())


def offsets(local, tz):
    """By the fold attribute of PEP 495, in seconds."""
    first = local.replace(tzinfo=tz, fold=0).utcoffset()
    second = local.replace(tzinfo=tz, fold=1).utcoffset()
    if first == second:
        return '%d' % first.total_seconds()
    if first < second:
        return '-'
    return '%d,%d' % (first.total_seconds(), second.total_seconds())


def day_rows(name, tz, clock, years):
    first = last = said = None
    for year in years:
        day = D.datetime.combine(D.date(year, 1, 1), clock)
        while day.year == year:
            now = offsets(day, tz)
            if now != said or last != day - 24 * HOUR:
                if first:
                    yield name, clock, first, last, said
                first, said = day, now
            last, day = day, day + 24 * HOUR
    yield name, clock, first, last, said


def write_days(options, groups, part):
    path = os.path.join(options.folder, '%s-' + part + '.tsv')
    years = range(2038, options.until + 1)
    if options.years:
        years = [int(year) for year in options.years.split(',')]
    with open(path % 'footers', 'w') as same, open(path % 'days', 'w') as days:
        same.write('zone\tlike\n')
        days.write('zone\tclock\tfirst\tlast\toffsets\n')
        for names in groups:
            same.writelines('%s\t%s\n' % (name, names[0]) for name in names)
            tz = oracle.load(options.tzdir, names[0])
            for clock in CLOCKS:
                for name, at, first, last, said in day_rows(names[0], tz, clock, years):
                    row = (name, at.isoformat(), str(first.date()), str(last.date()), said)
                    days.write('\t'.join(row) + '\n')


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('mode', choices=['names', 'round', 'backward', 'days'])
    parser.add_argument('folder', nargs='?')
    parser.add_argument('--tzdir', default='/usr/share/zoneinfo')
    parser.add_argument('--part', default='0/1')
    parser.add_argument('--since', type=int, default=1900)
    parser.add_argument('--until', type=int, default=2400)
    parser.add_argument('--step', type=int, default=2, help='days between looks for changes')
    parser.add_argument('--years', help='of `days`, with commas between; else all from 2038')
    options = parser.parse_args()
    index, count = map(int, options.part.split('/'))
    if options.mode == 'names':
        print('\n'.join(oracle.names(options.tzdir)))
    elif options.mode in ('round', 'backward'):
        write_round(options, different(options.tzdir)[index::count], str(index))
    else:
        write_days(options, footers(options.tzdir)[index::count], str(index))


if __name__ == '__main__':
    main()
