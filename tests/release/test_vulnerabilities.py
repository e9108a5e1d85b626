"""The question for known vulnerabilities, asked of a list that is made up."""

import json
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = "lxml==5.3.2\nDjango==5.2.13\n"
KNOWN = {"id": "CVE-2026-1", "summary": "Made up", "details": "", "aliases": [], "affected": []}


class MadeUp(BaseHTTPRequestHandler):
    """Knows a vulnerability of one package."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = asked["package"]["name"].lower()
        package = {"name": name, "ecosystem": "PyPI"}
        known = {**KNOWN, "affected": [{"package": package, "versions": [asked["version"]]}]}
        answer = {"vulns": [known]} if name == self.server.vulnerable else {}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *words):
        """Say nothing."""


@pytest.fixture
def asked(tmp_path):
    """Ask about two packages, one of which may be vulnerable."""
    server = HTTPServer(("127.0.0.1", 0), MadeUp)
    Thread(target=server.serve_forever, daemon=True).start()
    parts = tmp_path / "parts.txt"
    parts.write_text(PARTS)

    def ask(vulnerable, port=server.server_port):
        server.vulnerable = vulnerable
        return subprocess.run(
            [
                *(ROOT / ".ci" / "vulnerabilities", parts, "--vulnerability-service", "osv"),
                *("--osv-url", f"http://127.0.0.1:{port}/", "--cache-dir", tmp_path / "cache"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )

    yield ask
    server.shutdown()
    server.server_close()


def test_where_none_is_known_it_says_of_how_many_packages(asked):
    done = asked(vulnerable="")

    assert (done.returncode, done.stdout) == (0, "  None is known in 2 packages.\n")


def test_one_that_is_known_stops_the_release_and_is_named(asked):
    done = asked(vulnerable="lxml")

    assert done.returncode == 1
    assert "CVE-2026-1" in done.stderr


def test_where_nobody_answers_it_says_that_it_is_not_known(asked):
    done = asked(vulnerable="", port=9)

    assert done.returncode == 0
    assert "Not known" in done.stdout
