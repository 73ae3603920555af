"""What a disk may hold after a power cut, given the calls that came before it.

The model, which asks no more of a file system than POSIX and SQLite's own assumptions do:

- Bytes are safe once an fsync or fdatasync of their file that began after the write has returned.
- Of other writes any part may be there: each unit (a sector of 512 bytes, or a page of 4 KiB) has
  the contents of any moment since the last sync, without regard to the order of writes. A sector
  itself is never torn (SQLite's "powersafe overwrite"), and bytes beside a write are not harmed.
- A file's length is that of any moment since the last sync; what was never written there is zeros.
- Names (made, renamed, removed) are safe once their directory was synced. Of others a first part
  has happened, in order, in each directory; syncing a new file does not make its name safe.
- What is only in shared memory (SQLite's -shm) and sockets and locks are not carried over.
"""

import os
from collections import defaultdict

SECTOR = 512
PAGE = 4096


class File:
    def __init__(self):
        #: What is safe.
        self.image = bytearray()
        #: [offset, bytes, whether the call returned], or [length, None, ...] for a new length.
        self.changes = []

    def begin_sync(self):
        return [change for change in self.changes if change[2]]

    def end_sync(self, covered):
        for change in covered:
            _apply(self.image, change)
        done = {id(change) for change in covered}
        self.changes = [change for change in self.changes if id(change) not in done]

    def after_cut(self, random, style):
        """The contents as the next start finds them."""
        if style == "lost":
            return bytes(self.image)
        latest = bytearray(self.image)
        lengths = [len(latest)]
        for change in self.changes:
            _apply(latest, change)
            lengths.append(len(latest))
        if style == "kept":
            return bytes(latest)
        unit = SECTOR if style == "sectors" else PAGE
        touched = defaultdict(list)
        for change in self.changes:
            start, data, _ = change
            end = max(lengths) if data is None else start + len(data)
            for index in range(start // unit, -(-end // unit)):
                touched[index].append(change)
        result = bytearray(self.image)
        chance = random.random()
        for index, changes in touched.items():
            count = len(changes) if random.random() < chance else random.randint(0, len(changes))
            if random.random() < chance / 4:
                count = 0
            window = bytearray(self.image[index * unit : (index + 1) * unit]).ljust(unit, b"\0")
            for change in changes[:count]:
                _apply_within(window, change, index * unit)
            result = result.ljust((index + 1) * unit, b"\0")
            result[index * unit : (index + 1) * unit] = window
        length = lengths[-1] if random.random() < 0.5 else random.choice(lengths)
        return bytes(result[:length].ljust(length, b"\0"))


def _apply(image, change):
    start, data, _ = change
    if data is None:
        del image[start:]
        image.extend(bytes(start - len(image)))
        return
    if len(image) < start:
        image.extend(bytes(start - len(image)))
    image[start : start + len(data)] = data


def _apply_within(window, change, base):
    start, data, _ = change
    if data is None:
        first = max(0, start - base)
        window[first:] = bytes(len(window) - first)
        return
    first = max(start, base)
    last = min(start + len(data), base + len(window))
    if first < last:
        window[first - base : last - base] = data[first - start : last - start]


class Directory:
    def __init__(self):
        self.safe = {}
        self.now = {}
        #: (name, node or None) in order; a rename is two of them at once.
        self.changes = []

    def change(self, *entries):
        self.changes.append(entries)
        _rename(self.now, entries)

    def begin_sync(self):
        return len(self.changes)

    def end_sync(self, count):
        for entries in self.changes[:count]:
            _rename(self.safe, entries)
        del self.changes[:count]

    def after_cut(self, random, style):
        names = dict(self.safe)
        count = {"lost": 0, "kept": len(self.changes)}.get(
            style, random.randint(0, len(self.changes))
        )
        for entries in self.changes[:count]:
            _rename(names, entries)
        return names


def _rename(names, entries):
    for name, node in entries:
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


class Disk:
    """The files below one directory, as the calls of a trace make them."""

    def __init__(self, root):
        self.root = root
        self.top = Directory()
        #: Path -> the file that had it last, for descriptors that outlive their name.
        self.nameless = {}
        self.positions = {}
        self.syncs = {}

    # MARK: - Names

    def _locate(self, path):
        """(directory, name) of a path below the root; None for any other path."""
        if not path.startswith(self.root + "/"):
            return None
        parts = path[len(self.root) + 1 :].split("/")
        directory = self.top
        for part in parts[:-1]:
            directory = directory.now.get(part)
            if not isinstance(directory, Directory):
                return None
        return directory, parts[-1]

    def _node(self, file):
        if file is None:
            return None
        _, path, is_nameless = file
        if path == self.root:
            return self.top
        if is_nameless:
            return self.nameless.get(path)
        place = self._locate(path)
        return place[0].now.get(place[1]) if place else None

    @staticmethod
    def is_carried(path):
        return not path.endswith("-shm")

    # MARK: - Calls

    def begin(self, call):
        """What may already show when a call has begun."""
        if call.name in ("write", "pwrite64"):
            file = call.file()
            node = self._node(file)
            if not isinstance(node, File) or not self.is_carried(file[1]):
                return
            data = call.strings()[0]
            offset = call.last_numbers()[-1] if call.name == "pwrite64" else self.positions.get(
                file[0], 0
            )
            change = [offset, data, False]
            node.changes.append(change)
            call.change = change
        elif call.name == "ftruncate":
            file = call.file()
            node = self._node(file)
            if not isinstance(node, File) or not self.is_carried(file[1]):
                return
            call.change = [call.last_numbers()[-1], None, False]
            node.changes.append(call.change)
        elif call.name in ("fsync", "fdatasync"):
            node = self._node(call.file())
            if node is not None:
                call.sync = (node, node.begin_sync())

    def end(self, call):
        """What holds from the moment a call has returned."""
        change = getattr(call, "change", None)
        if change is not None:
            change[2] = True
            if change[1] is not None:
                change[1] = change[1][: max(0, call.result)]
                if call.name == "write":
                    self.positions[call.file()[0]] = change[0] + max(0, call.result)
            return
        if call.result < 0:
            return
        sync = getattr(call, "sync", None)
        if sync is not None:
            sync[0].end_sync(sync[1])
        elif call.name == "openat":
            self._opened(call)
        elif call.name == "mkdir":
            self._named(call.path(), Directory())
        elif call.name in ("unlink", "unlinkat"):
            self._removed(call.path())
        elif call.name in ("rename", "renameat", "renameat2"):
            self._renamed(call.path(0), call.path(1))
        elif call.name in UNKNOWN and self._touches(call):
            raise NotImplementedError(f"the model does not know {call.name}")

    def _touches(self, call):
        file = call.file()
        paths = [text.decode(errors="replace") for text in call.strings()]
        if file is not None:
            paths.append(file[1])
        return any(path.startswith(self.root + "/") and self.is_carried(path) for path in paths)

    def _named(self, path, node):
        place = self._locate(path)
        if place:
            place[0].change((place[1], node))

    def _opened(self, call):
        path = call.path()
        place = self._locate(path)
        self.positions[call.opened()] = 0
        if not place or not self.is_carried(path):
            return
        directory, name = place
        if name not in directory.now:
            if "O_CREAT" in call.text:
                directory.change((name, File()))
        elif "O_TRUNC" in call.text and isinstance(directory.now[name], File):
            directory.now[name].changes.append([0, None, True])

    def _removed(self, path):
        place = self._locate(path)
        if place and place[1] in place[0].now:
            self.nameless[path] = place[0].now[place[1]]
            place[0].change((place[1], None))

    def _renamed(self, path, target):
        source, goal = self._locate(path), self._locate(target)
        if source is None or goal is None:
            return
        node = source[0].now[source[1]]
        if goal[1] in goal[0].now:
            self.nameless[target] = goal[0].now[goal[1]]
        if source[0] is goal[0]:
            source[0].change((source[1], None), (goal[1], node))
        else:
            raise NotImplementedError("the model does not know moves between directories")

    # MARK: - The cut

    STYLES = ("sectors", "sectors", "pages", "pages", "lost", "kept")

    def write_state(self, random, target):
        """Writes what may be found after a cut at this moment into `target`."""
        style = random.choice(self.STYLES)
        self._write(self.top, target, random, style)
        return style

    def _write(self, directory, target, random, style):
        os.mkdir(target, 0o700)
        for name, node in directory.after_cut(random, style).items():
            path = os.path.join(target, name)
            if isinstance(node, Directory):
                self._write(node, path, random, style)
            else:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(node.after_cut(random, style))


#: Calls that change files and that the program does not make today.
UNKNOWN = {
    "creat", "writev", "pwritev", "pwritev2", "truncate", "fallocate", "mkdirat", "link", "linkat",
    "symlink",
}
