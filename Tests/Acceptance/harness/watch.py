"""Watching directories by inotify(7), with the time of each event."""

import ctypes
import os
import select
import struct
import threading
import time
from dataclasses import dataclass

CREATE = 0x100
DELETE = 0x200
MODIFY = 0x2
MOVED = 0x40 | 0x80

_libc = ctypes.CDLL(None, use_errno=True)
_head = struct.Struct("iIII")


@dataclass(frozen=True)
class Sighting:
    """Something that happened to a name; `at` (ns since 1970) is when it was seen."""

    at: int
    folder: str
    name: str
    mask: int


class Watch:
    """Sees what appears in some folders, from its making until `close`.

    `react` is called on the watching thread with each `Sighting`, as fast as Python can.
    """

    def __init__(self, folders, react=lambda sighting: None):
        self.react = react
        self.sightings = []
        self.queue = _libc.inotify_init1(os.O_CLOEXEC)
        if self.queue < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1")
        self.folders = {}
        for folder in folders:
            mask = CREATE | DELETE | MODIFY | MOVED
            number = _libc.inotify_add_watch(self.queue, os.fsencode(folder), mask)
            if number < 0:
                raise OSError(ctypes.get_errno(), "inotify_add_watch", str(folder))
            self.folders[number] = str(folder)
        self.end, self.ending = os.pipe()
        self.thread = threading.Thread(target=self._run)
        self.thread.daemon = True
        self.thread.start()

    def close(self):
        os.write(self.ending, b".")
        self.thread.join()
        for descriptor in (self.queue, self.end, self.ending):
            os.close(descriptor)

    def created(self, folder):
        """The names that appeared in a folder, in order, as often as they appeared."""
        return [
            sighting.name
            for sighting in list(self.sightings)
            if sighting.folder == str(folder) and sighting.mask & CREATE
        ]

    def _run(self):
        while True:
            ready, _, _ = select.select([self.queue, self.end], [], [])
            if self.queue not in ready:
                return
            data = os.read(self.queue, 1 << 16)
            at = time.time_ns()
            while data:
                number, mask, _, length = _head.unpack_from(data)
                name = data[_head.size : _head.size + length].rstrip(b"\0")
                data = data[_head.size + length :]
                if name.startswith(b"#"):
                    # Written bytes of a file without a name, which the kernel calls #INODE.
                    continue
                sighting = Sighting(at, self.folders.get(number, ""), os.fsdecode(name), mask)
                self.sightings.append(sighting)
                self.react(sighting)
