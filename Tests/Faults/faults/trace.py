"""Reads what strace wrote about a process and its files.

strace runs with -f -ttt -y -xx: each line has the thread, the time and a call; strings are
hexadecimal, and descriptors carry their path. A call during which another thread was heard of
stands in two lines.
"""

import re
import shutil
import subprocess

from .collector import Failure, Skipped

CALLS = (
    "openat,creat,write,pwrite64,writev,pwritev,pwritev2,fdatasync,fsync,ftruncate,truncate,"
    "fallocate,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,link,linkat,symlink"
)
#: SQLite writes pages of 4 KiB and everything else is smaller.
LONGEST = 70_000

_LINE = re.compile(r"(\d+)\s+(\d+\.\d+) (.*)$", re.S)
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_FILE = re.compile(r"(-?\d+)<((?:\\x[0-9a-f]{2})*)>(\(deleted\))?")


def prefix(output):
    """What to put before a command so that its calls are written to `output`."""
    program = shutil.which("strace")
    if program is None:
        raise Skipped("strace is not installed")
    # -D: the traced program stays our child. The filter lets all other calls run at full speed.
    return [program, "-D", "-f", "--seccomp-bpf", "-ttt", "-y", "-xx", "-s", str(LONGEST),
            "-o", output, "-e", f"trace={CALLS}", "-e", "signal=none"]


def works():
    """Whether this machine lets one process trace another."""
    program = shutil.which("strace")
    if program is None:
        return False
    return subprocess.run(
        [program, "-o", "/dev/null", "-f", "--seccomp-bpf", "true"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ).returncode == 0


class Call:
    """One system call; `result` is None while it has not returned."""

    def __init__(self, name, text):
        self.name = name
        self.text = text
        self.result = None

    def strings(self):
        found = []
        for match in _STRING.finditer(self.text):
            if match[2]:
                raise Failure(f"the trace cut a string of {self.name} short")
            found.append(bytes.fromhex(match[1].replace("\\x", "")))
        return found

    def path(self, index=0):
        return self.strings()[index].decode(errors="surrogateescape")

    def file(self):
        """(descriptor, path, whether it has no name any more) of the first descriptor."""
        match = _FILE.search(self.text)
        if match is None:
            return None
        path = bytes.fromhex(match[2].replace("\\x", "")).decode(errors="surrogateescape")
        return int(match[1]), path, match[3] is not None

    def opened(self):
        """The descriptor that the call returned."""
        match = _FILE.match(self.text, self._result_start())
        return int(match[1]) if match else None

    def last_numbers(self):
        """The numbers behind the last string or descriptor, as a length and an offset."""
        inner = self.text[: self._result_start()]
        tail = re.split(r'["><]|\(deleted\)', inner)[-1]
        return [int(text) for text in re.findall(r"-?\d+", tail)]

    def end(self):
        match = re.match(r"-?\d+", self.text[self._result_start() :])
        self.result = int(match[0]) if match else -1
        return self

    def _result_start(self):
        # Strings are hexadecimal: nothing before the result holds these two characters.
        place = self.text.rfind("= ")
        return len(self.text) if place < 0 else place + 2


def read(path):
    """Each line as (time, whether the call begins here, whether it ends here, call)."""
    pending = {}
    with open(path, encoding="ascii", errors="replace") as file:
        for line in file:
            match = _LINE.match(line.rstrip("\n"))
            if match is None:
                continue
            thread, time, text = match[1], float(match[2]), match[3]
            if text.startswith(("+++", "---")):
                continue
            if text.startswith("<... "):
                call = pending.pop(thread, None)
                if call is None:
                    continue
                call.text += text.split("resumed>", 1)[1]
                yield time, False, True, call.end()
            elif text.endswith("<unfinished ...>"):
                call = Call(text.split("(", 1)[0], text.removesuffix("<unfinished ...>"))
                pending[thread] = call
                yield time, True, False, call
            else:
                yield time, True, True, Call(text.split("(", 1)[0], text).end()

