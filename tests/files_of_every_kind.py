"""A small file of every kind that people choose by mistake, made here."""

import io
import json
import tarfile
import zipfile

from openpyxl import Workbook

from matrix_xblock.codec.common.csv_lines import csv_line
from matrix_xblock.report import release_rows, research_columns

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500


def ole(*streams):
    """The first bytes of a file of old Office, and the names of the streams in it."""
    return _OLE + b"".join(each.encode("utf-16-le").ljust(128, b"\x00") for each in streams)


def zipped(*names, **contents):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
        for name in names:
            archive.writestr(name, "nothing")
    return file.getvalue()


def tarred(*names, mode="w:gz"):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(name))
    return file.getvalue()


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table(*rows):
    return "".join(csv_line(row) for row in rows).encode()


def with_macros(content):
    """The same workbook with a part in which macros are."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\x00")
    return file.getvalue()


LOG = (("Title", "Date", "Hours"), ("A visit", "14 March 2026", "2"))
MATRIX = (("Area", "Emerging", "Secure"), ("Leadership", "Watches.", "Leads."))
_RELEASE = dict.fromkeys(release_rows.COLUMNS, "")
_TRUST = {**_RELEASE, "table": "course", "about_name": "Ashby"}
_CASE = {"CFDocument": {"title": "Reading"}, "CFItems": []}
_MAHARA = {"framework": {"name": "Reading", "standards": []}}
_RUBRIC = {"criteria": [{"name": "Ideas", "options": []}]}

FILES = {
    "nothing": ("empty", b""),
    "blank lines": ("empty", b"\xef\xbb\xbf \r\n\r\n"),
    "CPD log, CSV": ("cpd_log", table(*LOG)),
    "CPD log, semicolons": ("cpd_log", b"Dyddiad;Teitl;Munudau\n3/3/2026;Ymweliad;30\n"),
    "CPD log, headings alone": ("cpd_log", b"Date,CPD activity,Hours\n"),
    "CPD log below a title": (
        "cpd_log",
        b"My CPD\n\nDate\tActivity\tHours\n3 Mar 2026\tVisit\t2\n",
    ),
    "CPD log, XLSX": ("cpd_log", workbook(*LOG)),
    "CPD log, JSON": (
        "cpd_json",
        json.dumps({"version": 1, "entries": [{"id": "a", "title": "A", "start": "2026-03-14"}]}),
    ),
    "calendar": ("calendar", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"),
    "record": ("record", json.dumps({"format": "matrix-review-record", "version": 1})),
    "record cut off": ("record", b'{"format": "matrix-review-record", "version": 1, "rec'),
    "framework, JSON": ("framework", json.dumps({"format": "matrix-review-framework"})),
    "framework of the package": ("framework", json.dumps({"levels": [], "areas": []})),
    "framework, CSV": ("framework_table", table(*MATRIX)),
    "framework, numbered": ("framework_table", b"Skill,Level 1,Level 2\nReading,a,b\n"),
    "framework, XLSX": ("framework_table", workbook(*MATRIX)),
    "blank table of areas": ("framework_table", b"Group,Area,Description,New,Old\n"),
    "CASE": ("known_framework", json.dumps(_CASE)),
    "Mahara": ("known_framework", json.dumps(_MAHARA)),
    "rubric": ("known_framework", json.dumps({"rubric": _RUBRIC})),
    "research file": ("research", zipped("reviews.csv", "data_dictionary.csv", "manifest.json")),
    "table of the research file": (
        "research",
        table(tuple(research_columns.TABLES["reviews.csv"])),
    ),
    "release, CSV": ("release", table(release_rows.COLUMNS, _RELEASE.values())),
    "release, JSON": ("release", json.dumps({"rows": [_RELEASE]})),
    "trust report, CSV": ("trust_report", table(release_rows.COLUMNS, _TRUST.values())),
    "trust report, JSON": (
        "trust_report",
        json.dumps({"owner": "a", "courses": [], "not_in": {}, "figures": []}),
    ),
    "staff CSV": ("staff_file", b"name,participant,cohort,round\nKit,anon-1,North,baseline\n"),
    "people": ("people", b"Username,Email\nkit,kit@example.org\n"),
    "course": ("course", tarred("course/course.xml", "course/html/0.html")),
    "course, zip": ("course", zipped("course/course.xml")),
    "course, bare tar": ("course", tarred("course/about/short.html", mode="w:")),
    "other archive": ("archive", tarred("notes/todo.txt", mode="w:bz2")),
    "7z": ("archive", b"7z\xbc\xaf\x27\x1c\x00\x04"),
    "zip of workbooks": ("spreadsheets", zipped("Autumn.xlsx", "__MACOSX/._Autumn.xlsx")),
    "picture, PNG": ("picture", b"\x89PNG\r\n\x1a\n\x00\x00"),
    "picture, HEIC": ("picture", b"\x00\x00\x00\x18ftypheic\x00"),
    "picture, SVG": (
        "picture",
        b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    ),
    "film": ("media", b"\x00\x00\x00\x18ftypmp42\x00"),
    "PDF": ("pdf", b"%PDF-1.7\n%\xe2\xe3"),
    "docx": ("word", zipped("[Content_Types].xml", "word/document.xml")),
    "doc": ("word", ole("WordDocument")),
    "RTF": ("word", b"{\\rtf1\\ansi Reading}"),
    "odt": ("word", zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text")),
    "pptx": ("slides", zipped("ppt/presentation.xml")),
    "ods": (
        "opendocument",
        zipped("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    ),
    "xls": ("old_excel", ole("Workbook")),
    "XML of Excel 2003": (
        "old_excel",
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
    ),
    "xlsb": ("binary_excel", zipped("xl/workbook.bin")),
    "numbers": ("iwork", zipped("Index/Document.iwa", "Index/Tables/DataList.iwa")),
    "pages": ("iwork", zipped("Index/Document.iwa", "preview.jpg")),
    "workbook with a password": ("locked", ole("EncryptionInfo", "EncryptedPackage")),
    "workbook with macros": ("framework_table", with_macros(workbook(*MATRIX))),
    "e-mail": ("email", b"From: kit@example.org\nTo: ash@example.org\nSubject: Log\n\nHello"),
    "page without a table": ("html", b"<!DOCTYPE html><html><p>Reading</p></html>"),
    "page with a table": ("html_table", b"<html><body><table><tr><td>Reading</table>"),
    "other XML": ("xml", b"<menu><dish/></menu>"),
    "other JSON": ("json", b'{"dishes": ["soup"]}'),
    "other table": ("table", b"Dish,Price\nSoup,3\n"),
    "other workbook": ("workbook", workbook(("Dish", "Price"), ("Soup", "3"))),
    "database": ("binary", b"SQLite format 3\x00"),
    "bytes": ("binary", bytes(range(256)) * 4),
}
"""What it is called here, what it is taken for, and its bytes."""


def content_of(name):
    content = FILES[name][1]
    return content if isinstance(content, bytes) else content.encode()
