"""What is kept from one request to the next: what an author has set, and nothing of anybody."""

import pytest
from django.utils import translation

import hosts
from builders import a_framework, a_record, a_review, an_area, an_area_review
from matrix_xblock.codec.framework.authored import write_framework
from matrix_xblock.host import setup

SECRET = "Only Amina wrote this."
BOUND = 64


@pytest.fixture(autouse=True)
def nothing_is_kept():
    setup._read_once.cache_clear()


def amina(**changes):
    areas = {"subject": an_area_review(reflection=SECRET, evidence=SECRET)}
    return hosts.lms(**changes).keep(a_record(a_review(areas=areas)))


def test_the_page_of_the_next_person_has_no_word_of_the_last():
    first = amina().whole()
    second = hosts.lms(user_id=8, name="Ben").keep(a_record(a_review())).whole()

    assert SECRET in first
    assert setup._read_once.cache_info().hits > 0
    assert SECRET not in second
    assert hosts.NAME not in second


@pytest.mark.parametrize(
    "changes",
    [
        {"framework": write_framework(a_framework(areas=(an_area(name="Other words"),)))},
        {"rounds": [{"id": "baseline", "title": "Other words"}]},
        {"display_name": "Other words"},
        {"notice": "Other words"},
    ],
    ids=lambda each: next(iter(each)),
)
def test_what_an_author_changes_is_shown_at_once(changes):
    host = amina()
    before = host.page() + host.whole()
    host.authored.update(changes)

    assert "Other words" not in before
    assert "Other words" in host.page() + host.whole()


def test_another_language_has_its_own_words():
    host = amina()
    english = host.page()
    with translation.override("cy"):
        welsh = host.page()

    assert "Check your answers" in english
    assert "Check your answers" not in welsh


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (1, 1.0), (1, "1"), ({"a": 1}, {"a": "1"}), ([1], [[1]])]
)
def test_values_of_other_types_are_not_taken_for_the_same(one, other):
    def fingerprint(value):
        values = dict.fromkeys([*setup._FIELDS, "due", "closes"])
        return setup._fingerprint({**values, "framework": value}, None)

    assert fingerprint(one) != fingerprint(other)
    assert fingerprint(one) == fingerprint(one) != ""


def test_what_no_fingerprint_can_be_made_of_is_read_each_time():
    values = {**dict.fromkeys([*setup._FIELDS, "due", "closes"]), "framework": {"a": object()}}

    assert setup._fingerprint(values, None) == ""


def test_what_is_kept_is_bounded():
    for number in range(BOUND + 10):
        usage = hosts.UsageKey(hosts.COURSE, f"block-{number}")
        amina(usage=usage, authored={"notice": f"Notice {number}"}).page()

    assert setup._read_once.cache_info().currsize == BOUND
