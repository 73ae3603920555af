"""The program under test: where it lives, how it is started, asked and ended."""

import json
import os
import queue
import resource
import shutil
import signal
import subprocess
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PROGRAM = os.path.abspath(
    os.environ.get("ASSENT_PROGRAM") or os.path.join(ROOT, ".build/release/assent")
)
SITE = "example.org"
ORIGIN = "https://example.org"


class Failure(Exception):
    """The program did not do what it promises."""


class Skipped(Exception):
    """This machine cannot do what the test needs."""


def expect(claim, why):
    if not claim:
        raise Failure(why)


class Workplace:
    """A directory for one test; whatever still runs in it at the end is ended."""

    def __init__(self, name):
        self.path = tempfile.mkdtemp(prefix=f"assent-{name.split('_')[1]}-")
        self.is_kept = False
        self.collectors = []
        self.closers = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for close in reversed(self.closers):
            close()
        for collector in self.collectors:
            collector.kill()
        if not self.is_kept:
            shutil.rmtree(self.path, ignore_errors=True)

    def file(self, name):
        return os.path.join(self.path, name)

    def collector(self, name="data", data=None, **settings):
        collector = Collector(self, name, data or self.file(name), **settings)
        self.collectors.append(collector)
        return collector


class Collector:
    """One data directory and the server on it, while it runs."""

    def __init__(self, place, name, data, limits=None):
        self.place = place
        self.data = data
        self.config = place.file(f"{name}.json5")
        self.log = place.file(f"{name}.log")
        self.process = None
        self.address = None
        os.makedirs(data, mode=0o700, exist_ok=True)
        self.configure(limits=limits)

    def configure(self, limits=None, **more):
        """Writes a configuration that does not limit what one address may send."""
        limits = {"requests_per_minute_per_address": 0} if limits is None else limits
        configuration = {
            "limits": limits,
            "sites": [{"id": SITE, "origins": [ORIGIN], "timezone": "UTC"}],
            **more,
        }
        with open(self.config, "w") as file:
            json.dump(configuration, file)

    def launch(self, prefix=(), open_files=None, file_size=None):
        """Starts the server and waits for nothing."""
        def limit():
            if file_size:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
            if open_files:
                resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files))

        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*prefix, PROGRAM, "serve", "--config", self.config, "--data", self.data,
                 "--listen", "127.0.0.1:0"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True,
                preexec_fn=limit,
            )

    def start(self, prefix=(), open_files=None, within=20):
        """Starts the server and waits until it says where it listens."""
        self.launch(prefix, open_files)
        lines = queue.Queue()
        threading.Thread(target=_drain, args=(self.process.stdout, lines), daemon=True).start()
        deadline = time.monotonic() + within
        while True:
            try:
                line = lines.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise Failure(f"the server did not listen within {within} s") from None
            if line is None:
                self.process.wait()
                status = self.process.returncode
                raise Failure(f"the server ended with {status} at its start: {self.log_end()}")
            if line.startswith("listening on http://"):
                host, port = line.split()[2].removeprefix("http://").rsplit(":", 1)
                self.address = (host, int(port))
                return self

    def log_text(self):
        with open(self.log, errors="replace") as file:
            return file.read()

    def log_end(self):
        return self.log_text()[-600:].strip()

    def wait_for_log(self, text, count=1, within=10):
        deadline = time.monotonic() + within
        while self.log_text().count(text) < count:
            expect(time.monotonic() < deadline, f"the log never said \"{text}\": {self.log_end()}")
            time.sleep(0.02)

    def kill(self):
        """As a power switch would for the process: no chance to finish anything."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self, within=10):
        """Asks it to stop; it has to end by itself, in time and well."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(within)
        except subprocess.TimeoutExpired:
            raise Failure(f"the server did not stop within {within} s") from None
        expect(status == 0, f"the server stopped with {status}: {self.log_end()}")
        return time.monotonic() - began

    def check_config(self, status=0):
        return self._run(["check-config", "--config", self.config], status)

    def command(self, *words, data=None, status=0):
        """What a command prints, beside the running server or without one."""
        return self._run([*words, "--config", self.config, "--data", data or self.data], status)

    @staticmethod
    def _run(words, status, within=60):
        done = subprocess.run(
            [PROGRAM, *words],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=within,
        )
        expect(
            done.returncode == status,
            f"assent {' '.join(words[:2])} ended with {done.returncode} and not {status}: "
            f"{(done.stderr or done.stdout).strip()[:400]}",
        )
        return done.stdout if status == 0 else done.stderr

    def key(self, role):
        return self.command("key", "add", "--role", role).splitlines()[-1]

    def usage(self, data=None):
        """All stored rows."""
        text = self.command(
            "export", "--site", SITE, "--range", "all", "--format", "jsonl", data=data
        )
        return [json.loads(line) for line in text.splitlines() if line]

    def records(self, data=None):
        """The newest thousand records of choices."""
        text = self.command("consent", "list", "--format", "jsonl", "--limit", "1000", data=data)
        return [json.loads(line) for line in text.splitlines() if line]

    def files(self):
        """Every file of the data directory with its bytes."""
        found = {}
        for folder, _, names in os.walk(self.data):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        found[os.path.relpath(path, self.data)] = file.read()
        return found


def _drain(stream, lines):
    for line in stream:
        lines.put(line)
    lines.put(None)
