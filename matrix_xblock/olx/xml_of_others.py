"""XML that other blocks have written: parsed without entities, document types and the network."""

from __future__ import annotations

from typing import Any

from lxml import etree

from matrix_xblock.domain.errors import Invalid, Problem

__all__ = ["LARGEST", "parsed", "words_of"]

LARGEST = 10 * 1024 * 1024
"""Bytes of one document."""


def parsed(document: bytes) -> Any:
    """Return the root of a document. Raises `Invalid` where it cannot be read safely."""
    if len(document) > LARGEST:
        raise Invalid(Problem("file", "file_too_large", {"most": LARGEST // 1024}))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as broken:
        place = {"line": broken.lineno or 1, "column": broken.offset or 1}
        raise Invalid(Problem("file", "xml_broken", place)) from None
    except ValueError:
        raise Invalid(Problem("file", "xml_doctype")) from None
    document_type: Any = root.getroottree().docinfo
    if document_type.doctype or document_type.internalDTD is not None:
        raise Invalid(Problem("file", "xml_doctype"))
    return root


def words_of(element: Any) -> str:
    """Return the text of an element with everything in it, or nothing."""
    return "" if element is None else "".join(element.itertext())
