"""ClickHouse as the LMS meets it: statements over HTTP, answered by whatever a test gives."""

import json
import re
import threading
from base64 import b64decode
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Refusal(Exception):
    """What the server says where it does not do it."""


@contextmanager
def serving(answer):
    """Give the address of a server; `answer` gets the statement and the rows, and gives text."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length).decode()
            [sql] = parse_qs(urlsplit(self.path).query)["query"]
            self.server.users.append(b64decode(self.headers["Authorization"][6:]).decode())
            try:
                status, text = 200, answer(sql, body)
            except Refusal as refusal:
                status, text = 403, str(refusal)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.users = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class FakeTable:
    """The table of releases, as far as the command speaks to it."""

    def __init__(self):
        self.rows = []
        self.statements = []
        self.refuses = ""

    def __call__(self, sql, body):
        self.statements.append(sql)
        if self.refuses and self.refuses in sql:
            raise Refusal("Code: 497. DB::Exception: Not enough privileges. (ACCESS_DENIED)")
        if sql.startswith("SELECT DISTINCT block, release_id FROM event_sink.matrix_releases"):
            there = {(each["block"], each["release_id"]) for each in self.rows}
            return "\n".join(json.dumps(each) for each in sorted(there))
        if sql.startswith("INSERT INTO event_sink.matrix_releases"):
            self.rows += map(json.loads, body.splitlines())
        elif gone := re.fullmatch(r"DELETE .* block = '(.*)' AND release_id = '(.*)'", sql):
            self.rows = [
                each for each in self.rows if (each["block"], each["release_id"]) != gone.groups()
            ]
        return ""
