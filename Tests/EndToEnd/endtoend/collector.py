"""One running collector with a data directory of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.request

from .expecting import Failure, eventually

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROGRAM = os.path.abspath(
    os.environ.get("ASSENT_PROGRAM") or os.path.join(ROOT, ".build/release/assent")
)
LOCATION = os.path.join(HERE, "artifacts/location/location.mmdb")
EVENT_COUNT = re.compile(r'^assent_events_total\{outcome="(\w+)",reason="(\w*)"\} (\d+)$', re.M)


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Collector:
    """`assent serve --demo`; with `configuration`, a function of its address, it has a file of its own."""

    def __init__(self, directory, configuration=None, port=None):
        self.directory = directory
        self.port = port or free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.file = None
        self.process = None
        self.log = os.path.join(directory, "log")
        location = os.path.join(directory, "data/location")
        os.makedirs(location)
        os.symlink(LOCATION, os.path.join(location, "location.mmdb"))
        if configuration:
            self.file = os.path.join(directory, "assent.json5")
            self.configure(configuration(self.base))

    def configure(self, configuration):
        with open(self.file, "w", encoding="utf-8") as file:
            json.dump(configuration, file, ensure_ascii=False)

    def options(self):
        return ["--data", os.path.join(self.directory, "data")] + (
            ["--config", self.file] if self.file else []
        )

    def start(self):
        command = [PROGRAM, "serve", "--demo", "--listen", f"127.0.0.1:{self.port}"]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command + self.options(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

        def is_ready():
            if self.process.poll() is not None:
                raise Failure(f"the collector ended with {self.process.returncode}: {self.log_text()}")
            try:
                return self.get("/ready")[0] == 200
            except OSError:
                return False

        eventually(is_ready, "the collector is ready", 30)
        return self

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def reload(self, configuration):
        """Changes the configuration's notice and waits until visitors are given it."""
        before = self.notice()["hash"]
        self.configure(configuration)
        self.process.send_signal(signal.SIGHUP)
        eventually(lambda: self.notice()["hash"] != before, "the new notice is given out")

    def log_text(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def run(self, *words):
        """Runs a command of the program on this data and returns what it prints."""
        done = subprocess.run(
            [PROGRAM, *words, *self.options()], capture_output=True, text=True, timeout=60
        )
        if done.returncode != 0:
            raise Failure(f"assent {words[0]} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def rows(self, site="demo"):
        """The stored events of a site, as `assent export` gives them out."""
        text = self.run("export", "--site", site, "--range", "7d", "--format", "jsonl")
        return [json.loads(line) for line in text.splitlines() if line]

    def records(self, site="demo"):
        """The consent records of a site, the latest last."""
        text = self.run("consent", "list", "--site", site, "--format", "jsonl")
        records = [json.loads(line) for line in text.splitlines() if line]
        return sorted(records, key=lambda record: record["sequence"])

    def events(self):
        """What `/metrics` counted: {"stored": n, "withheld": {reason: n}, "refused": {reason: n}}."""
        counts = {"stored": 0, "withheld": {}, "refused": {}}
        for outcome, reason, count in EVENT_COUNT.findall(self.get("/metrics")[1]):
            if outcome == "stored":
                counts["stored"] = int(count)
            elif int(count):
                counts[outcome][reason] = int(count)
        return counts

    def when_stored(self, count, site="demo"):
        """The rows of a site once there are at least `count`."""
        eventually(
            lambda: self.events()["stored"] >= count, f"{count} events are stored"
        )
        return self.rows(site)

    def get(self, path, **headers):
        return self.ask("GET", path, None, **headers)

    def post(self, path, body, **headers):
        return self.ask("POST", path, json.dumps(body).encode(), **headers)

    def ask(self, method, path, body, **headers):
        """Status and text of the answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.base + path, body, named, method=method)
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def notice(self, site="demo", **headers):
        return json.loads(self.get(f"/v1/notice?site={site}", **headers)[1])

    def country_of(self, address):
        """The country that the location file has for an address."""
        return self.notice(X_Forwarded_For=address)["country"]
