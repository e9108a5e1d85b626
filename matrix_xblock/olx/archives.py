"""Archives of courses, read member by member and in memory: nothing is written by their names.

Of a course only XML that may hold what is looked for is unpacked. Every size is bounded, whatever
an archive says of itself.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.olx.xml_of_others import LARGEST

__all__ = ["MOST_MEMBERS", "MOST_UNPACKED", "Member", "is_archive", "members"]

MOST_UNPACKED = 100 * 1024 * 1024
"""Bytes that are unpacked of an archive: thirty times what a browser can send."""
MOST_MEMBERS = 50_000

_MEGABYTE = 1024 * 1024
_GZIP, _BZIP2, _ZIP, _XZ = b"\x1f\x8b", b"BZh", b"PK\x03\x04", b"\xfd7zXZ\x00"
_TAR_AT, _TAR = 257, b"ustar"
_ARCHIVE = re.compile(r"\.(?:tar|tgz|tar\.(?:gz|bz2|xz)|zip)\Z", re.IGNORECASE)
_WORKBOOK = re.compile(r"(?:xl/workbook\.(?:xml|bin)|content\.xml)\Z")
_PASSED_OVER = {
    "static",
    "__macosx",
    "assets",
    "policies",
    "about",
    "info",
    "html",
    "video",
    "tabs",
}
"""Folders of a course that hold no questions: those with the most and the largest files."""
_BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What the readers of the standard library raise for archives that they cannot read."""


@dataclass(frozen=True)
class Member:
    """A file of an archive. `content` is None where it cannot be unpacked."""

    name: str
    content: bytes | None

    @property
    def is_archive(self) -> bool:
        """Tell whether this is an archive itself: nothing of it is unpacked."""
        return bool(_ARCHIVE.search(self.name))

    @property
    def is_draft(self) -> bool:
        """Tell whether this is what an author has not published."""
        return "drafts" in self.name.split("/")


def is_archive(content: bytes) -> bool:
    """Tell an archive by its first bytes."""
    is_tar = content[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR
    return is_tar or content.startswith((_GZIP, _BZIP2, _ZIP, _XZ))


def members(content: bytes) -> Iterator[Member]:
    """Yield the XML files in which questions may be, and archives in this one, without content.

    Raises `Invalid` beyond a bound.
    """
    try:
        yield from (_zipped(content) if content.startswith(_ZIP) else _tarred(content))
    except _BROKEN:
        raise Invalid(Problem("file", "archive_broken")) from None


def _is_wanted(name: str) -> bool:
    *folders, file = name.lower().split("/")
    is_hidden = file.startswith("._") or not _PASSED_OVER.isdisjoint(folders)
    return file.endswith(".xml") and not is_hidden


def _is_inner(name: str) -> bool:
    """Tell an archive in an archive, which is named. One that a course has for download is not."""
    *folders, file = name.lower().split("/")
    is_hidden = file.startswith("._") or not _PASSED_OVER.isdisjoint(folders)
    return bool(_ARCHIVE.search(file)) and not is_hidden


class _Unpacked(io.RawIOBase):
    """What comes out of a compressed file, up to a bound."""

    def __init__(self, packed: bytes) -> None:
        super().__init__()
        file = io.BytesIO(packed)
        kinds = ((_GZIP, gzip.open), (_BZIP2, bz2.open), (_XZ, lzma.open))
        unpack = next((each for start, each in kinds if packed.startswith(start)), None)
        self._file: Any = unpack(file) if unpack else file
        self._left = MOST_UNPACKED

    def read(self, size: int = -1) -> bytes:
        """Read on. Raises `Invalid` beyond the bound."""
        piece: bytes = self._file.read(min(size, LARGEST) if size >= 0 else LARGEST)
        self._left -= len(piece)
        if self._left < 0:
            raise _too_large()
        return piece


def _opened(content: bytes) -> tarfile.TarFile:
    """Open an archive. What is packed, and is none, is called an archive of another kind."""
    try:
        return tarfile.open(fileobj=_Unpacked(content), mode="r|")
    except tarfile.ReadError:
        _Unpacked(content).read(_TAR_AT)
        raise Invalid(Problem("file", "is_archive")) from None


def _tarred(content: bytes) -> Iterator[Member]:
    with _opened(content) as archive:
        for count, member in enumerate(archive):
            if count >= MOST_MEMBERS:
                raise Invalid(Problem("file", "archive_many_files", {"most": MOST_MEMBERS}))
            if member.size > MOST_UNPACKED:
                raise _too_large()
            if member.isfile() and _is_inner(member.name):
                yield Member(member.name, None)
            elif member.isfile() and _is_wanted(member.name):
                yield Member(member.name, _read_from_tar(archive, member))
            vars(archive)["members"].clear()  # it would keep a description of every one


def _read_from_tar(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes | None:
    file = archive.extractfile(member) if member.size <= LARGEST else None
    return None if file is None else file.read()


def _zipped(content: bytes) -> Iterator[Member]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_MEMBERS:
            raise Invalid(Problem("file", "archive_many_files", {"most": MOST_MEMBERS}))
        if any(_WORKBOOK.match(entry.filename) for entry in entries):
            raise Invalid(Problem("file", "csv_is_spreadsheet"))
        left = MOST_UNPACKED
        for entry in entries:
            if not entry.is_dir() and _is_inner(entry.filename):
                yield Member(entry.filename, None)
            elif not entry.is_dir() and _is_wanted(entry.filename):
                content_of = _read_from_zip(archive, entry)
                left -= len(content_of or b"")
                if left < 0:
                    raise _too_large()
                yield Member(entry.filename, content_of)


def _read_from_zip(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    """Unpack one file, no further than its bound, whatever the archive says of its size."""
    try:
        with archive.open(entry) as file:
            content = file.read(LARGEST + 1)
    except _BROKEN:
        return None
    return content if len(content) <= LARGEST else None


def _too_large() -> Invalid:
    return Invalid(Problem("file", "archive_too_large", {"most": MOST_UNPACKED // _MEGABYTE}))
