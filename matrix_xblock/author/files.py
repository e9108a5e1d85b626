"""A framework out of a file into the form, and the saved one as a file."""

from __future__ import annotations

from collections.abc import Collection

from matrix_xblock.author.editor import EditorOutcome, framework_of, page
from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.framework import authored as codec
from matrix_xblock.codec.framework.framework_csv import read_csv, write_csv
from matrix_xblock.codec.framework.framework_json import read_file, write_file
from matrix_xblock.codec.framework.setup_form import framework_body, framework_tree
from matrix_xblock.codec.framework.setup_tree import read_tree
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.origin import without_origin
from matrix_xblock.olx.problem_builder import read_ratings
from matrix_xblock.ports.hosts import AuthorHost
from matrix_xblock.screens.page import Download, Page

__all__ = ["export", "read"]

_GZIP = b"\x1f\x8b"


def read(host: AuthorHost, form: Form, content: bytes) -> Page:
    """Bring a framework into the form. Nothing is saved, and nothing changes where it is broken."""
    tree = read_tree(form)
    body = framework_body(tree.get("framework", {}), [])
    base = codec.read_framework_words(Reading.of(body))
    try:
        framework = _read(content, base, tuple(host.presets.values()))
    except Invalid as refused:
        return page(host, tree, EditorOutcome(file_problems=refused.problems), status=422)
    brought = {**tree, "framework": framework_tree(codec.write_framework(framework))}
    if not framework.title:
        unnamed = EditorOutcome("framework.title", "imported_own")
        return page(host, {**brought, "framework_id": ""}, unnamed)
    return page(host, brought, EditorOutcome("framework.title", "imported"))


def _read(content: bytes, base: Framework, presets: Collection[Framework]) -> Framework:
    """Tell by its first characters what a file is."""
    if not content:
        raise Invalid(Problem("file", "file_missing"))
    start = content[:1000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if content.startswith(_GZIP) or start.startswith(b"<"):
        return codec.read_framework(read_ratings(content))
    if start.startswith((b"{", b"[")):
        return read_file(content)
    return without_origin(read_csv(content, base), presets)


def export(host: AuthorHost, form: Form) -> Download:
    """Return the saved framework as JSON, or its areas and levels as CSV."""
    framework = framework_of(host.authored, host.presets)
    if read_text(form, "format") == "csv":
        name = f"{framework.id}.csv"
        return Download("\ufeff" + write_csv(framework), "text/csv", filename=name)
    return Download(write_file(framework), "application/json", f"{framework.id}.json")
