"""The demo as a running site, and participants who act on it without a browser."""

import hashlib
import json
import os
import random
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

ROOT = Path(__file__).resolve().parents[2]
SERVE = Path(__file__).with_name("serve.py")
READY_WITHIN = 180
PORTS = range(20_000, 32_000)
"""Below those that the system gives to whoever calls out: nobody gets one by chance meanwhile."""
LEVELS = ("starting", "growing", "established", "leading")


def framework(name):
    return json.loads((ROOT / "matrix_xblock" / "frameworks" / f"{name}.json").read_text())


@dataclass(frozen=True)
class Block:
    """One placed block: where its page is, and where its handlers are."""

    scenario: str
    usage: str
    areas: tuple = ()

    @property
    def uid(self):
        """The id of the block on a page."""
        return "mx" + hashlib.sha256(self.usage.encode()).hexdigest()[:8]


def area_ids(name):
    return tuple(area["id"] for area in framework(name)["areas"])


TALENT = Block(
    "matrix_review.0",
    "talent-development-review.matrix_review.d0.u0",
    area_ids("talent-development-v1"),
)
NPQSL = Block(
    "matrix_review.1",
    "npq-senior-leadership-review.matrix_review.d0.u0",
    area_ids("npq-senior-leadership-v1"),
)
CLOSED = Block("matrix_review.2", "closed-review.matrix_review.d0.u0", TALENT.areas)
FIRST_AREA, SECOND_AREA, THIRD_AREA = TALENT.areas[:3]
ANSWERS = {
    "answer-moved-forward": ["not-yet"],
    "answer-why-not": ["role-changed"],
    "answer-next-career-step": ["Lead a phase, after a term beside a phase leader."],
    "answer-school-commitment": ["One afternoon each half term, from January."],
}


@dataclass
class Participant:
    """Somebody who takes part, by the same handlers as the page uses."""

    site: "Site"
    id: str
    block: Block = TALENT
    seen: dict = field(default_factory=dict)

    def post(self, handler, fields):
        return self.site.post(
            f"/handler/{self.block.usage}/{handler}/?{self.query}",
            {name: each if isinstance(each, list) else str(each) for name, each in fields.items()},
        )

    @property
    def query(self):
        return urllib.parse.urlencode({"student": self.id})

    @property
    def address(self):
        return f"{self.site.address}/unit/{self.block.scenario}/?{self.query}"

    def address_of(self, screen):
        """Give the address of a screen, as a link to it has it."""
        return f"{self.address}#{self.block.uid}/{screen}"

    def start(self, round_id="baseline"):
        self.post("start_review", {"round": round_id})
        return self

    def rate(self, area, round_id="baseline", **fields):
        key = (round_id, area)
        revision = self.seen.get(key, 0)
        self.post("save_area", {"round": round_id, "area": area, "revision": revision, **fields})
        self.seen[key] = revision + 1
        return self

    def answer(self, round_id="baseline", **answers):
        answers = {**ANSWERS, **answers}
        self.post("save_answers", {"round": round_id, "revision": 0, **answers})
        return self

    def complete(self, round_id="baseline", level=1, count=None):
        """Answer every area, the first with a reflection, and the review prompts."""
        self.start(round_id)
        for area in self.block.areas[:count]:
            words = {"reflection": "I led a change."} if area == self.block.areas[0] else {}
            self.rate(area, round_id, level_id=LEVELS[level], **words)
        return self.answer(round_id)

    def sign_off(self, round_id="baseline", revision=1, **fields):
        self.post("sign_off", {"round": round_id, "revision": revision, **fields})
        return self

    def handed_back(self, round_id="baseline", reason="Please add an example.", **comments):
        """Have course staff return the review, with comments by area."""
        comments = {area.replace("_", "-"): words for area, words in comments.items()}
        sent = {"person": self.id, "usage": self.block.usage, "round": round_id}
        self.site.send("/tests/returns/", {**sent, "reason": reason, "comments": comments})
        return self


@dataclass(frozen=True)
class Site:
    """A running demo."""

    address: str

    def ask(self, request):
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()

    def post(self, path, fields):
        token = "a" * 32
        headers = {
            "X-CSRFToken": token,
            "Cookie": f"csrftoken={token}",
            "Content-Type": "application/json",
        }
        body = json.dumps(fields).encode()
        return self.ask(urllib.request.Request(self.address + path, body, headers))

    def send(self, path, value):
        return self.ask(urllib.request.Request(self.address + path, json.dumps(value).encode()))

    def add(self, olx):
        """Place something new on the site; give its scenario and the id of its outermost block."""
        name = f"block-{secrets.token_hex(4)}"
        return name, json.loads(self.send("/tests/blocks/", {"name": name, "olx": olx}))["usage"]

    def add_block(self, **fields):
        """Place a block with these authored fields."""
        attributes = " ".join(
            f"{name}={quoteattr(value if isinstance(value, str) else json.dumps(value))}"
            for name, value in fields.items()
        )
        scenario, usage = self.add(f"<matrix_review {attributes}/>")
        return Block(scenario, usage, TALENT.areas)

    def participant(self, block=TALENT):
        """Give somebody who was never here before."""
        return Participant(self, f"person-{secrets.token_hex(6)}", block)


def free_port():
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("Every port is taken.")


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.HTTPError:
        raise
    except OSError:
        return False


def surroundings(folder, package=None, **more):
    """Give the environment of a demo that keeps everything in this folder.

    It runs the package that a build left in a folder; without one, what is in the checkout.
    """
    others = {"MATRIX_DEMO_DATABASE", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in others}
    if package:
        environment["PYTHONPATH"] = str(package)
    return {**environment, "MATRIX_DEMO_DATA": str(folder / "data"), **more}


def fill(folder):
    """Let everybody of the demo live through their year in this folder."""
    folder.mkdir()
    command = [sys.executable, SERVE, "fill"]
    subprocess.run(command, cwd=folder, env=surroundings(folder), check=True)


def copied(seeded, folder):
    """Give a folder of one's own with what a demo has at first."""
    shutil.copytree(seeded, folder, dirs_exist_ok=True)
    return folder


@contextmanager
def serving(folder, command=(str(SERVE),), package=None):
    """Run a demo of its own in that folder until done, of a package that was built."""
    port = str(free_port())
    address = f"http://127.0.0.1:{port}"
    log = folder / "serve.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env=surroundings(folder, package, PORT=port),
            stdout=output,
            stderr=output,
        ) as server,
    ):
        try:
            deadline = time.monotonic() + READY_WITHIN
            while not answers(address):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"The demo did not start:\n{log.read_text()}")
                time.sleep(0.1)
            yield Site(address)
        finally:
            server.terminate()
