"""The kinds of files that people choose: our own, those of others that are read, and the rest."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["FileKind"]


class FileKind(StrEnum):
    """What a file seems to be."""

    EMPTY = "empty"

    # Ours.
    RECORD = "record"
    CPD_LOG = "cpd_log"
    CPD_JSON = "cpd_json"
    FRAMEWORK = "framework"
    FRAMEWORK_TABLE = "framework_table"
    RELEASE = "release"
    TRUST_REPORT = "trust_report"
    RESEARCH = "research"
    STAFF_FILE = "staff_file"

    # Those of others that have a place here.
    CALENDAR = "calendar"
    KNOWN_FRAMEWORK = "known_framework"
    COURSE = "course"
    TABLE = "table"
    WORKBOOK = "workbook"
    HTML_TABLE = "html_table"
    XML = "xml"
    JSON = "json"

    # Those of others that have none.
    ARCHIVE = "archive"
    SPREADSHEETS = "spreadsheets"
    PEOPLE = "people"
    PICTURE = "picture"
    MEDIA = "media"
    PDF = "pdf"
    WORD = "word"
    SLIDES = "slides"
    OPENDOCUMENT = "opendocument"
    OLD_EXCEL = "old_excel"
    BINARY_EXCEL = "binary_excel"
    IWORK = "iwork"
    LOCKED = "locked"
    EMAIL = "email"
    HTML = "html"
    BINARY = "binary"
