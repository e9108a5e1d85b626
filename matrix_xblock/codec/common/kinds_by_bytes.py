"""What a file that is no text seems to be: by its first bytes, and by the names of its parts."""

from __future__ import annotations

import bz2
import io
import itertools
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Collection
from typing import Any

from matrix_xblock.codec.common.file_kind import FileKind

__all__ = ["kind_by_bytes"]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_PARTS = b"PK\x05\x06"
_STARTS = (
    (b"%PDF", FileKind.PDF),
    (b"{\\rtf", FileKind.WORD),
    (b"\x89PNG", FileKind.PICTURE),
    (b"\xff\xd8\xff", FileKind.PICTURE),
    (b"GIF8", FileKind.PICTURE),
    (b"II*\x00", FileKind.PICTURE),
    (b"MM\x00*", FileKind.PICTURE),
    (b"ID3", FileKind.MEDIA),
    (b"OggS", FileKind.MEDIA),
    (b"\x1a\x45\xdf\xa3", FileKind.MEDIA),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"Rar!\x1a\x07", FileKind.ARCHIVE),
    (b"SQLite format 3\x00", FileKind.BINARY),
)
_TAR_AT, _TAR = 257, b"ustar"
_PACKED = (
    (b"\x1f\x8b", lambda: zlib.decompressobj(zlib.MAX_WBITS | 16)),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", lzma.LZMADecompressor),
)
_UNPACKED = 256 * 1024
"""Bytes of an archive that are unpacked to see what it begins with."""
_MEMBERS = 50
_PICTURES = {b"heic", b"heix", b"mif1", b"msf1", b"avif"}
"""Brands of pictures in a container that films have too."""

_IN_OLE = (
    ("EncryptedPackage", FileKind.LOCKED),
    ("WordDocument", FileKind.WORD),
    ("PowerPoint Document", FileKind.SLIDES),
    ("__substg1.0_", FileKind.EMAIL),
    ("Workbook", FileKind.OLD_EXCEL),
    ("Book", FileKind.OLD_EXCEL),
)
"""Names of streams in what Office wrote before 2007, and writes for files with a password."""

_PARTS = (
    ("xl/workbook.xml", FileKind.WORKBOOK),
    ("xl/workbook.bin", FileKind.BINARY_EXCEL),
    ("word/document.xml", FileKind.WORD),
    ("ppt/presentation.xml", FileKind.SLIDES),
    ("Index/Document.iwa", FileKind.IWORK),
    ("Index.zip", FileKind.IWORK),
    ("data_dictionary.csv", FileKind.RESEARCH),
)
_OF_OPENDOCUMENT = (("spreadsheet", FileKind.OPENDOCUMENT), ("presentation", FileKind.SLIDES))
_LONGEST_TYPE = 200
_COURSE = re.compile(r"(?:course|library)/|(?:[^/]+/)?(?:course|library)\.xml\Z")
_SPREADSHEET = re.compile(
    r"(?!(?:.*/)?\.).*\.(?:xlsx|xlsm|xls|csv|ods|tsv|numbers)\Z", re.IGNORECASE
)
_BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)


def kind_by_bytes(content: bytes) -> FileKind | None:
    """Return the kind; None where it may be a text."""
    plain = (kind for start, kind in _STARTS if content.startswith(start))
    return next(plain, None) or _of_archive(content) or _of_container(content)


def _of_archive(content: bytes) -> FileKind | None:
    if content.startswith((_ZIP, _NO_PARTS)):
        return _of_zip(content)
    if content[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return _of_tar(content[:_UNPACKED])
    packed = (unpacker for start, unpacker in _PACKED if content.startswith(start))
    unpacker = next(packed, None)
    return _of_packed(content, unpacker()) if unpacker else None


def _of_container(content: bytes) -> FileKind | None:
    """Tell what one beginning is common to by what follows it."""
    if content.startswith(_OLE):
        return _of_ole(content)
    if content[4:8] == b"ftyp":
        return FileKind.PICTURE if content[8:12] in _PICTURES else FileKind.MEDIA
    if content.startswith(b"RIFF"):
        return FileKind.PICTURE if content[8:12] == b"WEBP" else FileKind.MEDIA
    return None


def _of_packed(content: bytes, unpacker: Any) -> FileKind:
    try:
        return _of_tar(unpacker.decompress(content, _UNPACKED))
    except _BROKEN:
        return FileKind.ARCHIVE


def _of_tar(start: bytes) -> FileKind:
    """Tell by the names of its first files. It breaks off where no more of it is looked at."""
    names: list[str] = []
    try:
        with tarfile.open(fileobj=io.BytesIO(start), mode="r|") as archive:
            names.extend(member.name for member in itertools.islice(archive, _MEMBERS))
    except _BROKEN:
        pass
    return _of_names(names)


def _of_names(names: Collection[str]) -> FileKind:
    if any(map(_COURSE.match, names)):
        return FileKind.COURSE
    is_of_tables = any(map(_SPREADSHEET.match, names))
    return FileKind.SPREADSHEETS if is_of_tables else FileKind.ARCHIVE


def _of_ole(content: bytes) -> FileKind:
    streams = (kind for name, kind in _IN_OLE if name.encode("utf-16-le") in content)
    return next(streams, FileKind.BINARY)


def _of_zip(content: bytes) -> FileKind:
    """Tell by the names of its parts. One that breaks off still has those near its beginning."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            written = _written_type(archive) if "mimetype" in names else ""
    except _BROKEN:
        return next((kind for name, kind in _PARTS if name.encode() in content), FileKind.ARCHIVE)
    if "opendocument" in written:
        kinds = (kind for word, kind in _OF_OPENDOCUMENT if word in written)
        return next(kinds, FileKind.WORD)
    parts = set(names)
    if certain := next((kind for name, kind in _PARTS if name in parts), None):
        return certain
    return _of_names(names)


def _written_type(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as file:
        return file.read(_LONGEST_TYPE).decode("ascii", "replace")
