"""Thousands of connections that say nothing, and one visitor who does."""

import errno
import os
import resource
import socket
import time

from . import chance
from .account import Account
from .collector import SITE, Skipped, expect
from .visitor import Visitor

CONNECTIONS = 5000
#: Below the default limit of 256 connections an address.
PER_ADDRESS = 250
#: Seconds; on a busy machine the load is anything but steady.
SLOWEST = 2.0


def idle_connections_do_not_stop_a_beacon(place):
    needed = CONNECTIONS + 200
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise Skipped(f"{needed} open files are needed and {hard} are allowed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, needed), hard))
    collector = place.collector().start(open_files=needed)
    idle = []
    place.closers.append(lambda: [connection.close() for connection in idle])
    account = Account()
    visitor = Visitor(collector.address, account, chance.generator("idle"))
    visitor.choose()
    asked = f"GET /v1/notice?site={SITE} HTTP/1.1\r\nHost: {SITE}\r\n\r\n".encode()
    began = time.monotonic()
    for number in range(CONNECTIONS):
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        connection.settimeout(10)
        connection.bind((f"127.0.0.{2 + number // PER_ADDRESS}", 0))
        connection.connect(collector.address)
        idle.append(connection)
        if number % 2:
            # One kept open behind an answer; the others never say a word.
            connection.sendall(asked)
            expect(connection.recv(12) == b"HTTP/1.1 200", f"connection {number} was not answered")
    opened = time.monotonic() - began
    times = []
    for _ in range(200):
        began = time.monotonic()
        answer = visitor.browse(1)
        times.append(time.monotonic() - began)
        expect(answer.status == 202, f"among idle connections a beacon was {answer.status}")
    # Counted after the beacons, so that they were all there during them.
    gone = sum(_is_closed(connection) for connection in idle[1::2])
    expect(gone == 0, f"{gone} kept connections were closed too early")
    times.sort()
    memory = _resident_mb(collector.process.pid)
    print(
        f"  {CONNECTIONS} connections in {opened:.1f} s; a beacon among them takes "
        f"{times[100] * 1000:.1f} ms in the middle, {times[-1] * 1000:.1f} ms at most; "
        f"the server holds {memory} MB", flush=True,
    )
    expect(times[-1] < SLOWEST, f"a beacon took {times[-1]:.1f} s among idle connections")
    expect(memory < 400, f"{CONNECTIONS} idle connections hold {memory} MB")
    account.check_faults()
    account.check_usage(collector.usage())
    collector.stop()


def _is_closed(connection):
    """Whether the other side ended it; what is left of its answer is read away."""
    connection.setblocking(False)
    try:
        while data := connection.recv(65536):
            pass
        return data == b""
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EWOULDBLOCK)


def _resident_mb(pid):
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
