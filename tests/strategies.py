"""What hypothesis draws from: whole values, and documents with something broken in them."""

import copy
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from matrix_xblock.domain.framework.framework import (
    Area,
    Choice,
    Framework,
    Level,
    Prompt,
    PromptKind,
    Visibility,
)
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.review.feedback import Return
from matrix_xblock.domain.review.review import Answers, ArchivedAnswers, AreaReview, Review, Status
from matrix_xblock.domain.values.dates import FIRST_YEAR, LAST_YEAR
from matrix_xblock.domain.values.versions import SavedVersion

words = st.text(max_size=30) | st.sampled_from(
    ["👩🏽‍🏫", "\x00", '"\\', "\u2028", "שלום", "é" * 40]
)
ids = st.text("abcdefghij0123456789-_", min_size=1, max_size=12).filter(lambda t: t[0].isalnum())
# Every time and day that there can be: nothing else is ever read.
times = st.datetimes(
    datetime(FIRST_YEAR, 1, 1),  # noqa: DTZ001 - the zone is drawn
    datetime(LAST_YEAR, 12, 31, 23, 59, 59, 999999),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]),
)
dates = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
counts = st.integers(0, 2**31)

versions = st.builds(SavedVersion, revision=counts, writer=words, sequence=counts)
area_reviews = st.builds(
    AreaReview,
    level_id=words,
    reflection=words,
    evidence=words,
    target_level_id=words,
    then_level_id=words,
    version=versions,
)
answer_values = st.dictionaries(ids, st.lists(words, max_size=3).map(tuple), max_size=3)
answers = st.builds(Answers, values=answer_values, version=versions)
returns = st.builds(
    Return,
    round_id=ids,
    revision=counts,
    reason=words,
    at=times,
    comments=st.dictionaries(ids, words, max_size=3),
)
reviews = st.builds(
    Review,
    round_id=ids,
    status=st.sampled_from(Status),
    revision=counts,
    notice=words,
    framework=words,
    areas=st.dictionaries(ids, area_reviews, max_size=3),
    answers=answers,
    started_at=st.none() | times,
    saved_at=st.none() | times,
    signed_off_at=st.none() | times,
    earned=st.floats(0, 10_000, allow_nan=False),
    returned=st.none() | returns,
    earlier=st.lists(times, max_size=2).map(tuple),
    archived=st.builds(
        ArchivedAnswers, areas=st.dictionaries(ids, area_reviews, max_size=2), answers=answer_values
    ),
    sharing=st.sampled_from(Sharing),
    earlier_areas=st.dictionaries(
        counts, st.dictionaries(ids, area_reviews, max_size=2), max_size=2
    ),
)
records = st.lists(reviews, max_size=3).map(
    lambda some: Record({review.round_id: review for review in some})
)

levels = st.builds(Level, id=ids, ordinal=st.integers(), name=words, descriptor=words)
areas = st.builds(
    Area,
    id=ids,
    name=words,
    description=words,
    prompts=st.lists(words, max_size=3).map(tuple),
    descriptors=st.dictionaries(ids, words, max_size=3),
    optional=st.booleans(),
)
prompts = st.builds(
    Prompt,
    id=ids,
    text=words,
    kind=st.sampled_from(PromptKind),
    choices=st.lists(st.builds(Choice, id=ids, text=words), max_size=3).map(tuple),
    show_if=answer_values,
    visibility=st.sampled_from(Visibility),
    optional=st.booleans(),
    names_next_step=st.booleans(),
    counted_with_consent=st.booleans(),
)
frameworks = st.builds(
    Framework,
    id=ids,
    title=words,
    version=words,
    code=words,
    source=words,
    licence=words,
    confidence=words,
    language=words,
    not_applicable=words,
    levels=st.lists(levels, max_size=3).map(tuple),
    areas=st.lists(areas, max_size=3).map(tuple),
    prompts=st.lists(prompts, max_size=3).map(tuple),
)

odd = st.sampled_from(
    [
        None,
        True,
        -1,
        0,
        10**400,
        float("nan"),
        float("inf"),
        "",
        "x",
        "2026-03-02",
        "2026-03-02T09:30:00",
        "0001-01-01T00:00:00+23:59",
        [],
        [[]],
        [1],
        {},
        {"x": 1},
    ]
)
documents = st.recursive(
    odd | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(document, path=()):
    """Give the path of every value inside a document."""
    paths = [path]
    keys = document if isinstance(document, dict) else range(len(document))
    for key in keys if isinstance(document, dict | list) else ():
        inner = document[key]
        paths += places(inner, (*path, key)) if isinstance(inner, dict | list) else [(*path, key)]
    return paths


def put(document, path, value):
    """Give the document with another value at that path."""
    if not path:
        return value
    changed = copy.deepcopy(document)
    inside = changed
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return changed


def broken(document):
    """Draw the document with any of its values replaced by any other."""
    return st.builds(put, st.just(document), st.sampled_from(places(document)), odd | documents)


def _plain(least, characters=()):
    """Draw text as people type it, with what looks like a formula, and no blanks at its ends."""
    letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
    cell = st.text(letters | st.sampled_from([" ", *characters]), min_size=least, max_size=20)
    odd = st.sampled_from(["=1+1", "'=x", "''=", "+a", '"q",', "-", "@b", "yes", "a\tb"])
    return (cell | odd).map(str.strip)


_names = _plain(1).filter(bool)
_sound_ids = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True).filter(
    lambda drawn: drawn != "not-applicable"
)


def _some_ids(least, most):
    return st.lists(_sound_ids, min_size=least, max_size=most, unique=True)


@st.composite
def sound_frameworks(draw):
    """Draw a framework that keeps every rule."""
    level_ids = draw(_some_ids(2, 4))
    words = _plain(0, "\n")
    drawn = tuple(
        Level(key, place, draw(_names), draw(words)) for place, key in enumerate(level_ids, 1)
    )
    rows = tuple(
        Area(
            key,
            draw(_names),
            draw(words),
            tuple(draw(st.lists(_names, max_size=3))),
            {each: descriptor for each in level_ids if (descriptor := draw(words))},
            draw(st.booleans()),
            tuple(draw(_some_ids(0, 2))),
        )
        for key in draw(_some_ids(1, 4))
    )
    asked = tuple(
        Prompt(key, draw(_names), PromptKind.TEXT, visibility=draw(st.sampled_from(Visibility)))
        for key in draw(_some_ids(0, 3))
    )
    kinds = tuple(Choice(key, draw(_names)) for key in draw(_some_ids(0, 3)))
    return Framework("own", "Own", drawn, rows, asked, opportunities=kinds)
