"""PNG pictures of pages, written smaller: flat colours are smallest without filters."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

__all__ = ["smaller"]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 3
"""Bytes of a point: red, green and blue, as browsers write pictures of a page."""
RGB = (8, 2, 0, 0, 0)
"""How a picture of ours begins: bits of a colour, kind, compression, filters, no interlacing."""


def smaller(picture: bytes) -> bytes:
    """Return the same picture in fewer bytes, or as it is where it is of another kind."""
    chunks = list(_chunks(picture))
    width, height, *kind = struct.unpack(">IIBBBBB", chunks[0][1])
    if tuple(kind) != RGB:
        return picture
    packed = b"".join(content for name, content in chunks if name == b"IDAT")
    rows = _rows(zlib.decompress(packed), width * COLOURS, height)
    plain = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    written = (chunks[0], (b"IDAT", plain), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(name, content) for name, content in written)


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def _rows(filtered: bytes, length: int, height: int) -> Iterator[bytes]:
    """Undo the filter of each row, which says how far a byte is from what was expected there."""
    edge = bytes(COLOURS)
    above = bytearray(edge + bytes(length))
    for start in range(0, height * (length + 1), length + 1):
        expect = _EXPECTED[filtered[start]]
        row = bytearray(edge + filtered[start + 1 : start + 1 + length])
        for at in range(COLOURS, length + COLOURS):
            before = at - COLOURS
            row[at] = (row[at] + expect(row[before], above[at], above[before])) & 255
        yield bytes(row[COLOURS:])
        above = row


def _nearest(left: int, up: int, corner: int) -> int:
    """Return which of the three is nearest to what a slope would give (Paeth)."""
    slope = left + up - corner
    return min((left, up, corner), key=lambda each: abs(slope - each))


_EXPECTED: tuple[Callable[[int, int, int], int], ...] = (
    lambda _left, _up, _corner: 0,
    lambda left, _up, _corner: left,
    lambda _left, up, _corner: up,
    lambda left, up, _corner: (left + up) // 2,
    _nearest,
)
