"""A ClickHouse server over HTTP, with nothing but what Python has."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Server", "Unreachable", "Unwilling"]

_OK = 200
_TO_CONNECT = 10.0
_LONGEST = 300
"""Characters of what the server says of an error: it goes on with what it was asked."""


class Unreachable(Exception):
    """No ClickHouse answered."""


class Unwilling(Exception):
    """ClickHouse answered, and did not do it."""


@wordless
@dataclass(frozen=True)
class Server:
    """Where ClickHouse is, and who is asking. The password is in no address and no message."""

    url: str
    user: str = "default"
    password: str = field(default="", repr=False)
    seconds: float = 600.0
    """How long it may be at a statement. To be reached at all it has `_TO_CONNECT`."""

    def run(self, sql: str, rows: Iterable[str] = ()) -> str:
        """Run one statement, with rows to insert; return what it answers.

        Raises `Unreachable` or `Unwilling`. ClickHouse takes an insert of one block as a whole.
        """
        address = _address(self.url)
        asked = {"query": sql, "max_insert_block_size": "1000000", "wait_end_of_query": "1"}
        path = f"{quote(address.path or '/')}?{urlencode(asked)}"
        body = "".join(f"{row}\n" for row in rows).encode()
        try:
            status, answer = self._post(address, path, body)
        except (OSError, HTTPException) as broken:
            raise Unreachable(f"{address.hostname}: {broken}") from broken
        if status != _OK:
            raise Unwilling(f"{address.hostname}: {answer[:_LONGEST].strip()}")
        return answer

    def _post(self, address: SplitResult, path: str, body: bytes) -> tuple[int, str]:
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        soonest = min(self.seconds, _TO_CONNECT)
        connection = kind(str(address.hostname), address.port, timeout=soonest)
        who = b64encode(f"{self.user}:{self.password}".encode()).decode()
        try:
            connection.connect()
            connection.sock.settimeout(self.seconds)
            return _answer(connection, path, body, {"Authorization": f"Basic {who}"})
        except TimeoutError as slow:
            if connection.sock is None:
                raise
            waited = f"nothing for {self.seconds:g} seconds, and it may still be at work"
            raise TimeoutError(waited) from slow
        finally:
            connection.close()


def _answer(
    connection: HTTPConnection, path: str, body: bytes, headers: dict[str, str]
) -> tuple[int, str]:
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    return response.status, response.read().decode("utf-8", "replace")


def _address(url: str) -> SplitResult:
    """Return the parts of an address. One that is wrong is not quoted: it can hold a password."""
    try:
        address = urlsplit(url)
        host, _ = (address.hostname or "").encode("idna"), address.port
    except ValueError:
        raise Unreachable("the address has no such form") from None
    if address.scheme not in {"http", "https"} or not host:
        raise Unreachable("the address has to begin with http:// or https://")
    return address
