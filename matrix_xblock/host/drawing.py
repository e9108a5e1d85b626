"""The matrix picture as a file: its words in the language of whoever downloads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.defaultfilters import date
from django.utils.timezone import localtime
from django.utils.translation import gettext

from matrix_xblock.host import wording
from matrix_xblock.screens.picture_file import FileWords, RowWords, svg_document

if TYPE_CHECKING:
    from matrix_xblock.screens.picture import Picture, PictureRow, PictureSign

__all__ = ["svg"]


def svg(picture: Picture, *, name: str, language: str, is_mirrored: bool) -> str:
    """Return the document: `name` is whose picture it is, where that is known."""
    *_, latest = picture.rounds
    words = FileWords(
        heading=name or latest.title,
        under=_under(latest, has_name=bool(name)),
        area=gettext("Area"),
        now=gettext("Now, since baseline") if picture.has_earlier else gettext("Now"),
        rows=tuple(_row(row) for row in picture.rows),
        key=tuple(wording.sign(each) for each in picture.signs),
        language=language,
    )
    return svg_document(picture, words, is_mirrored=is_mirrored)


def _under(latest: PictureSign, *, has_name: bool) -> str:
    title = latest.title if has_name else ""
    if latest.at is None:
        state = gettext("draft")
    else:
        day = date(localtime(latest.at), "j F Y")
        state = gettext("signed off %(day)s") % {"day": day}
    return ", ".join(filter(None, (title, state)))


def _row(row: PictureRow) -> RowWords:
    none = gettext("Not answered") if row.is_asked else gettext("Not in this round")
    level = row.level or none
    moved = wording.moved(row.track)
    is_chosen = row.level and not row.track.is_outside_role
    rest = ", ".join(filter(None, (wording.since(row.track), wording.aimed(row))))
    now = ", ".join(filter(None, (level, f"{moved} {rest}".strip())))
    sentence = " ".join((f"{row.name}:", *_earlier(row), f"{now}."))
    return RowWords(level, moved, sentence) if is_chosen else RowWords("", level, sentence)


def _earlier(row: PictureRow) -> list[str]:
    none = gettext("Not part of your role")
    return [
        f"{title}: {'; '.join(point.level if point.place else none for point in points)}."
        for title, points in row.earlier
    ]
