"""Parts rendered once for all pages that say the same: of no person's words, and of no time."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import lxml.html
import pytest
from django.utils import translation
from django.utils.safestring import mark_safe

import hosts
from builders import (
    a_level,
    a_record,
    a_review,
    a_signed_off_review,
    an_area,
    an_area_review,
    answers,
)
from matrix_xblock.domain.record.record import ImportedReview
from matrix_xblock.domain.review.review import Outline
from matrix_xblock.host import pages, parts, phrases
from matrix_xblock.host.translation import catalogue, speaking

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SHOWN_BY_PARTS = {
    "participant/counted.html",
    "participant/picture/linked_row.html",
    "participant/tasks.html",
}
PURE = re.compile(r'{% pure "([^"]+)"')
INCLUDED = re.compile(r'{% (?:include|pure) "([^"]+)"')
FILTER = re.compile(r"\|(\w+)")
OF_A_REQUEST = re.compile(r"{% now|\b(?:urls|viewer)\.")
FILTERS_WITHOUT_TIMES = {"drawn", "moved", "moved_since", "percent", "plain"}
MINE = "Mine alone."


def source(name):
    return (TEMPLATES / name).read_text(encoding="utf-8")


def with_included(names):
    """Give these templates and all that they include."""
    more = {each for name in names for each in INCLUDED.findall(source(name))} - names
    return with_included(names | more) if more else names


def inside(value):
    """Give every value that is inside another one."""
    if is_dataclass(value):
        value = [getattr(value, each.name) for each in fields(value)]
    if isinstance(value, list | tuple):
        return [each for part in value for each in inside(part)]
    return [value]


@pytest.fixture
def given(monkeypatch):
    """Collect what is rendered once: the name of each part, and every value that it is given."""
    collected = []

    def once(engine, name, language, /, **shown):
        collected.append((name, inside(list(shown.values()))))
        return parts._alone(engine, name, shown)

    monkeypatch.setattr(parts, "_once", once)
    return collected


def now_of(host, area):
    """Say what the picture says of an area in words."""
    page = lxml.html.fromstring(host.page())
    (row,) = page.xpath(f"//tr[.//a[contains(@id, '-to-{area}')]]")
    (cell,) = row.xpath(".//td[contains(@class, 'matrix-picture-now')]")
    return cell.text_content().strip()


def test_what_is_rendered_once_is_given_no_word_of_a_person(given):
    area = an_area_review(reflection=MINE, evidence=MINE)
    outline = Outline(round_title=MINE, levels=(("growing", MINE),), areas=(("leadership", MINE),))
    parts_of_a_review = {"areas": {"leadership": area}, "answers": answers(moved=[MINE])}
    baseline = a_signed_off_review(**parts_of_a_review, outline=outline)
    record = a_record(baseline, a_review(round_id="mid-point", **parts_of_a_review))
    elsewhere = ImportedReview("another", MINE, baseline)
    rounds = [*hosts.ONE_ROUND, {"id": "mid-point", "title": "Mid-point review"}]
    host = hosts.lms(authored={"rounds": rounds}).keep(replace(record, past=(elsewhere,)))

    page = host.page()

    assert MINE in page
    assert {"participant/tabs.html", "participant/tasks.html"} <= {name for name, _ in given}
    assert [name for name, values in given if MINE in values] == []


def test_what_is_rendered_once_shows_no_time_and_nothing_of_a_request():
    in_templates = {
        each for path in TEMPLATES.rglob("*.html") for each in PURE.findall(source(path))
    }
    every = with_included(in_templates | SHOWN_BY_PARTS)
    sources = {name: source(name) for name in every}

    assert len(every) >= 10
    filters = {each for text in sources.values() for each in FILTER.findall(text)}
    assert filters <= FILTERS_WITHOUT_TIMES
    assert [name for name, each in sources.items() if OF_A_REQUEST.search(each)] == []


def test_a_part_is_rendered_once_for_each_language():
    host = hosts.lms().keep(a_record(a_review()))

    in_english = host.page()
    with translation.override("cy"):
        in_welsh = host.page()

    assert "Not started" in in_english
    assert "Not started" not in in_welsh
    assert host.page() == in_english


def test_people_at_different_levels_each_see_their_own():
    hers, his, new = (
        hosts.lms().keep(a_record(a_review(areas=areas)))
        for areas in (
            {"leadership": an_area_review(level_id="growing")},
            {"leadership": an_area_review(level_id="starting")},
            {},
        )
    )

    seen = [now_of(host, "leadership") for host in (hers, his, new, hers)]

    assert seen == ["Growing", "Starting out", "Not answered", "Growing"]


def rendered(block, language, uid):
    """Render the tabs as a page in that language does."""
    with translation.override(language), speaking(block) as spoken:
        key = (spoken, catalogue())
        return parts._once(pages._engine(), "participant/tabs.html", key, uid=uid, tab="cpd")


def emptied():
    parts._once.cache_clear()
    phrases._in_language.cache_clear()


def test_pages_that_are_rendered_at_once_are_each_in_their_own_language():
    block = hosts.lms().block()
    asked = [(language, f"mx{n}") for n in range(20) for language in ("cy", "en")] * 5
    emptied()
    expected = {each: rendered(block, *each) for each in asked}
    emptied()
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)

    try:
        with ThreadPoolExecutor(8) as workers:
            shown = list(workers.map(lambda each: rendered(block, *each), asked))
    finally:
        sys.setswitchinterval(usual)

    assert shown == [expected[each] for each in asked]
    assert expected["cy", "mx0"] != expected["en", "mx0"]


def test_however_many_blocks_a_site_has_so_many_parts_and_no_more_stay_in_memory():
    block = hosts.lms().block()
    emptied()

    for number in range(2200):
        rendered(block, "en", f"mx{number}")

    assert parts._once.cache_info().currsize == 2048
    assert phrases._in_language.cache_info().currsize < 100


def test_the_longest_part_is_short_also_where_authors_use_all_the_room_there_is(monkeypatch):
    lengths = []

    def once(engine, name, language, /, **shown):
        text = parts._alone(engine, name, shown)
        lengths.append(len(text.encode()))
        return text

    monkeypatch.setattr(parts, "_once", once)
    areas = tuple(an_area(id=f"area-{n}", name=f"{n}".ljust(150, "é")) for n in range(60))
    levels = tuple(
        a_level(id=f"level-{n}", ordinal=n, name=f"{n}".ljust(70, "é")) for n in range(1, 9)
    )
    rounds = [{"id": f"round-{n}", "title": f"{n}".ljust(150, "é")} for n in range(11)]
    framework = hosts.small_framework(areas=areas, levels=levels)
    authored = {"framework": framework, "rounds": [*hosts.ONE_ROUND, *rounds]}
    host = hosts.lms(authored=authored).keep(a_record(a_review()))

    assert areas[0].name in host.page()

    assert max(lengths) < 10_000


def test_text_is_escaped_though_the_same_text_was_safe_before():
    safe, text = (
        parts._once(pages._engine(), "participant/tabs.html", "en", uid=uid, tab="cpd")
        for uid in (mark_safe("<b>"), "<b>")
    )

    assert "<b>" in safe
    assert "<b>" not in text
