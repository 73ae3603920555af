"""fsync and fdatasync that fail for a while, as on a dying disk."""

import shutil
import signal
import subprocess

from . import trace
from .collector import Failure, Skipped
from .full import outlive


def a_failing_sync_is_answered_with_503_and_outlived(place):
    if not trace.works():
        raise Skipped("this machine does not let strace trace a program")
    collector = place.collector()
    tracers = []

    def fail():
        tracer = subprocess.Popen(
            [shutil.which("strace"), "-f", "-p", str(collector.process.pid), "-o", "/dev/null",
             "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO"],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        tracers.append(tracer)
        if "attached" not in tracer.stderr.readline():
            raise Failure("strace did not attach to the server")

    def mend():
        for tracer in tracers:
            if tracer.poll() is None:
                # Lets go of the server and leaves it running.
                tracer.send_signal(signal.SIGINT)
                tracer.wait(10)

    place.closers.append(mend)
    outlive(place, collector, fail, mend)
