"""Firefox over WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), and visitors in it."""

import itertools
import json
import re
import shutil
import subprocess
import tempfile
import threading

import websocket

from .expecting import Failure, eventually

FIREFOX = "/usr/bin/firefox-esr"
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
TAB, ENTER = "\ue004", "\ue007"
SETTINGS = {
    # Nothing but the pages under test is asked for.
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    # Tab reaches buttons on every system.
    "accessibility.tabfocus": 7,
}


class Firefox:
    """One process with a profile of its own."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="assent-firefox-")
        with open(f"{self.profile}/user.js", "w", encoding="utf-8") as file:
            for name, value in SETTINGS.items():
                file.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")
        self.process = subprocess.Popen(
            [FIREFOX, "--headless", "--no-remote", "--profile", self.profile,
             "--remote-debugging-port", "0", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        self.numbers = itertools.count(1)
        self.complaints = []
        self.lines = []
        threading.Thread(target=self.read, daemon=True).start()
        try:
            address = eventually(self.address, "Firefox listens", 60)
            self.socket = websocket.create_connection(address + "/session", timeout=30, suppress_origin=True)
            made = self.ask("session.new", capabilities={})
            self.version = made["capabilities"]["browserVersion"]
            self.ask("session.subscribe", events=["log.entryAdded"])
        except BaseException:
            self.close()
            raise

    def read(self):
        for line in self.process.stderr:
            self.lines.append(line)

    def address(self):
        if self.process.poll() is not None:
            raise Failure(f"Firefox ended with {self.process.returncode}: {''.join(self.lines)}")
        found = LISTENING.search("".join(self.lines))
        return found and found[1]

    def ask(self, method, **parameters):
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("method") == "log.entryAdded":
                entry = message["params"]
                if entry["level"] == "error":
                    self.complaints.append(entry["text"])
            if message.get("id") == number:
                if message["type"] == "error":
                    raise Failure(f"{method}: {message['error']}: {message['message']}")
                return message["result"]

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


class FirefoxVisitor:
    """A visitor with storage of their own, in one tab."""

    def __init__(self, firefox, base):
        self.firefox = firefox
        self.base = base
        firefox.complaints.clear()
        self.own = firefox.ask("browser.createUserContext")["userContext"]
        self.tab = firefox.ask("browsingContext.create", type="tab", userContext=self.own)["context"]
        firefox.ask("browsingContext.activate", context=self.tab)

    def open(self, path="/demo/"):
        self.firefox.ask(
            "browsingContext.navigate", context=self.tab, url=self.base + path, wait="complete"
        )

    def value(self, expression):
        """What an expression comes to in the page, by way of JSON."""
        done = self.run(f"JSON.stringify([{expression}])")
        return json.loads(done["value"])[0]

    def run(self, expression):
        done = self.firefox.ask(
            "script.evaluate",
            expression=expression,
            target={"context": self.tab},
            awaitPromise=True,
            resultOwnership="root",
        )
        if done["type"] != "success":
            raise Failure(f"{expression}: {done['exceptionDetails']['text']}")
        return done["result"]

    def until(self, expression):
        eventually(lambda: self.value(f"!!({expression})"), f"in Firefox: {expression}")

    def act(self, kind, actions, **more):
        source = {"type": kind, "id": kind, "actions": actions, **more}
        self.firefox.ask("input.performActions", context=self.tab, actions=[source])

    def click(self, selector):
        """Presses with the mouse what a selector finds, once it is there."""
        self.until(f"document.querySelector({json.dumps(selector)})")
        node = self.run(f"document.querySelector({json.dumps(selector)})")
        origin = {"type": "element", "element": {"sharedId": node["sharedId"]}}
        self.act(
            "pointer",
            [
                {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
                {"type": "pointerDown", "button": 0},
                {"type": "pointerUp", "button": 0},
            ],
        )

    def key(self, value):
        self.act("key", [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}])

    def decide(self, number):
        """Presses one of the banner's buttons, which stand in the order accept, reject, choose."""
        self.click(f".assent-buttons button:nth-child({number})")
        self.until("!document.querySelector('#assent-title')")

    def close(self):
        self.firefox.ask("browser.removeUserContext", userContext=self.own)
