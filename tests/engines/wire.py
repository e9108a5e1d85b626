"""Firefox and WebKit, each driven by what comes with it, in the words of the WebDriver standard.

WebKitWebDriver speaks them over HTTP. Firefox speaks them itself: geckodriver, which Debian has
not, would only pass them on.
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

# Days and times are typed in the order of this language.
LANGUAGE = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
STARTS_WITHIN = 60
ANSWERS_WITHIN = 60
MINI_BROWSERS = "/usr/lib/*/webkit2gtk-4.1/MiniBrowser"
# What each is called: the method and path of HTTP, and the name in Firefox.
COMMANDS = {
    "open": ("POST", "url", "WebDriver:Navigate"),
    "run": ("POST", "execute/sync", "WebDriver:ExecuteScript"),
    "find": ("POST", "element", "WebDriver:FindElement"),
    "click": ("POST", "element/{id}/click", "WebDriver:ElementClick"),
    "clear": ("POST", "element/{id}/clear", "WebDriver:ElementClear"),
    "type": ("POST", "element/{id}/value", "WebDriver:ElementSendKeys"),
    "resize": ("POST", "window/rect", "WebDriver:SetWindowRect"),
    "picture": ("GET", "screenshot", "WebDriver:TakeScreenshot"),
    "print": ("POST", "print", "WebDriver:Print"),
}


class Refused(Exception):
    """The browser could not do it."""


def soon(look, within=STARTS_WITHIN):
    """Look until there is something, and give it."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        with suppress(OSError):
            if seen := look():
                return seen
        time.sleep(0.05)
    raise TimeoutError(f"Nothing came within {within} s.")


@contextmanager
def running(command, **options):
    """Run a program until done."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet, **options) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


class Firefox:
    """A session with Firefox, over its own socket: each message is its length, a colon, JSON."""

    def __init__(self, connection):
        self.connection, self.unread, self.count = connection, b"", 0
        self.hear()
        self.ask("WebDriver:NewSession", {})

    def hear(self):
        while b":" not in self.unread:
            self.more()
        length, _, self.unread = self.unread.partition(b":")
        while len(self.unread) < int(length):
            self.more()
        message, self.unread = self.unread[: int(length)], self.unread[int(length) :]
        return json.loads(message)

    def more(self):
        if not (more := self.connection.recv(65536)):
            raise Refused("Firefox has gone.")
        self.unread += more

    def ask(self, name, fields):
        self.count += 1
        message = json.dumps([0, self.count, name, fields]).encode()
        self.connection.sendall(b"%d:%s" % (len(message), message))
        *_, error, result = self.hear()
        if error:
            raise Refused(f"{error['error']}: {error['message']}")
        return result

    def command(self, name, **fields):
        result = self.ask(COMMANDS[name][2], fields)
        return result["value"] if result and set(result) == {"value"} else result


@contextmanager
def firefox(folder):
    profile = Path(folder)
    (profile / "user.js").write_text(
        'user_pref("marionette.port", 0);\n'
        'user_pref("datareporting.policy.dataSubmissionEnabled", false);\n'
        'user_pref("app.normandy.enabled", false);\n'
        'user_pref("browser.startup.page", 0);\n'
        'user_pref("network.captive-portal-service.enabled", false);\n'
        'user_pref("network.connectivity-service.enabled", false);\n'
        'user_pref("services.settings.server", "");\n'
    )
    name = os.environ.get("FIREFOX", "firefox-esr")
    command = [name, "--headless", "--marionette", "--no-remote", "--profile", folder]
    with running(command, env={**os.environ, **LANGUAGE, "HOME": folder}):
        port = int(soon((profile / "MarionetteActivePort").read_text))
        with soon(lambda: socket.create_connection(("127.0.0.1", port))) as connection:
            connection.settimeout(ANSWERS_WITHIN)
            yield Firefox(connection)


class WebKit:
    """A session with WebKit, over HTTP."""

    def __init__(self, address, browser):
        self.address = address
        options = {"binary": browser, "args": ["--automation"]}
        capabilities = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options}
        session = self.ask("POST", "session", {"capabilities": {"alwaysMatch": capabilities}})
        self.address = f"{address}/session/{session['sessionId']}"

    def ask(self, method, path, fields=None):
        body = json.dumps(fields or {}).encode() if method == "POST" else None
        request = urllib.request.Request(f"{self.address}/{path}", body, method=method)
        try:
            with urllib.request.urlopen(request, timeout=ANSWERS_WITHIN) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(error.read().decode()) from None

    def command(self, name, **fields):
        method, path, _ = COMMANDS[name]
        return self.ask(method, path.format(**fields), fields)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def webkit(folder):
    """Run WebKit in the display that is there; it draws by itself, without a graphics card."""
    drawn_here = {"WEBKIT_DISABLE_DMABUF_RENDERER": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    browser = next(str(each) for each in Path("/").glob(MINI_BROWSERS[1:]))

    def is_ready():
        with urllib.request.urlopen(f"{address}/status", timeout=5) as answer:
            return json.load(answer)["value"]["ready"]

    command = [shutil.which("WebKitWebDriver"), f"--port={port}"]
    with running(command, env={**os.environ, **LANGUAGE, **drawn_here, "HOME": folder}):
        soon(is_ready)
        session = WebKit(address, browser)
        yield session
        session.ask("DELETE", "")


ENGINES = {"firefox": firefox, "webkit": webkit}


@contextmanager
def browsing(name):
    """Run one of the engines in a folder of its own until done."""
    with tempfile.TemporaryDirectory() as folder, ENGINES[name](folder) as session:
        yield session
