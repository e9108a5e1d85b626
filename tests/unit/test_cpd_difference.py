"""Some weeks after an activity the log asks quietly what changed. Nobody has to say."""

from datetime import date, timedelta

import pytest

from builders import a_form
from fakes import FakeHost
from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdStatus, CpdType, Impact, bring
from matrix_xblock.domain.cpd.difference import ASKED_AFTER, is_asked
from matrix_xblock.participant import cpd

TODAY = date(2026, 11, 26)
OLD = TODAY - ASKED_AFTER


def an_entry(start=OLD, **changes):
    return CpdEntry("one", "A visit", CpdType.VISIT, start, **changes)


def test_an_entry_some_weeks_old_is_asked_about():
    assert is_asked(an_entry(), today=TODAY)


@pytest.mark.parametrize(
    "entry",
    [
        an_entry(start=OLD + timedelta(1)),
        an_entry(end=TODAY),
        an_entry(status=CpdStatus.PLANNED),
        an_entry(status=CpdStatus.DID_NOT_HAPPEN),
        an_entry(impact=Impact.USE),
        an_entry(impact=Impact.TOO_EARLY),
        an_entry(impact_note="They read more."),
    ],
    ids=["new", "just over", "planned", "cancelled", "answered", "too early", "in words"],
)
def test_nothing_else_is(entry):
    assert not is_asked(entry, today=TODAY)


@pytest.fixture
def host():
    host = FakeHost()
    host.save_cpd(bring(host.load_cpd(), [an_entry(start=host.today() - ASKED_AFTER)]))
    return host


def test_the_log_asks_at_the_entry(host):
    assert cpd.show(host, {}).names["asked_about"] == {"one"}


def test_the_form_opens_at_the_question(host):
    asked = cpd.show_entry(host, a_form(entry="one", ask="difference"))

    assert "difference" in asked.names["open_folds"]
    assert not cpd.show_entry(host, a_form(entry="one")).names["open_folds"]


def test_a_saved_answer_ends_the_question(host):
    fields = cpd.show_entry(host, a_form(entry="one")).names["fields"]

    page = cpd.save(host, {**fields, "impact_note": ["They read more."]})

    assert (page.status, page.names["asked_about"]) == (200, set())
    assert host.load_cpd().entry("one").impact_note == "They read more."
