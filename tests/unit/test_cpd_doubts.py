"""What may be there twice, or is done and yet to come, is asked about before it is saved."""

from datetime import timedelta

import pytest

from builders import a_form
from fakes import FakeHost
from matrix_xblock.domain.cpd.cpd import CpdStatus
from matrix_xblock.domain.facts import CpdLogged
from matrix_xblock.participant import cpd
from texts import in_short

FIELDS = {"revision": "0", "title": "Phonics observation", "type": "visit", "start": "yesterday"}


@pytest.fixture
def host():
    """Somebody who has logged an observation of yesterday."""
    host = FakeHost()
    saved(host, id="first")
    return host


def saved(host, **changes):
    return cpd.save(host, a_form(**{"id": "one", **FIELDS, **changes}))


def ids(host):
    return list(host.load_cpd().glances)


def same(page):
    return page.names["doubts"].same


@pytest.mark.parametrize(
    "title",
    [
        "Phonics observation",
        "  PHONICS  Observation! ",
        "observation: phonics",
        "Phonics",
        "Phonics observation in year 1",
    ],
    ids=in_short,
)
def test_an_entry_of_the_same_day_with_the_same_words_is_asked_about(host, title):
    page = saved(host, title=title)

    assert (page.status, page.template) == (422, "participant/cpd/entry.html")
    assert same(page).id == "first"
    assert page.names["fields"]["title"] == [title]
    assert ids(host) == ["first"]


@pytest.mark.parametrize("title", ["Lly\u0302n", "llyn"])
def test_a_title_written_without_its_accents_is_the_same_title(host, title):
    saved(host, id="second", title="Llŷn")

    assert same(saved(host, title=title)).id == "second"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Phonics training"},
        {"title": "Maths observation"},
        {"start": "today"},
        {"title": "?!"},
    ],
)
def test_another_activity_is_saved_at_once(host, changes):
    assert saved(host, **changes).status == 200
    assert ids(host) == ["first", "one"]


def test_both_are_kept_where_that_is_wanted(host):
    page = saved(host, sure="both:first ")

    assert (page.status, page.names["saved"]) == (200, "Phonics observation")
    assert ids(host) == ["first", "one"]
    assert host.published == [CpdLogged("visit", "done", 0)] * 2


def test_an_answer_about_another_entry_is_none(host):
    assert saved(host, sure="both:third").status == 422


def test_the_next_entry_follows_an_answer_where_it_was_wanted(host):
    asked = saved(host, then="another")
    page = saved(host, sure=f"both:first {asked.names['then']}")

    assert asked.names["then"] == "another"
    assert page.template == "participant/cpd/entry.html"
    assert page.names["is_new"]
    assert ids(host) == ["first", "one"]


def test_a_repeated_save_is_no_second_entry(host):
    assert saved(host, id="first").status == 200
    assert ids(host) == ["first"]


def test_a_change_of_other_words_asks_nothing_again(host):
    saved(host, sure="both:first")

    page = saved(host, revision="1", learned="They plan in pairs.")

    assert page.status == 200
    assert host.load_cpd().entry("one").learned == "They plan in pairs."


def test_a_title_that_becomes_the_same_is_asked_about(host):
    saved(host, title="Training")

    assert same(saved(host, revision="1")).id == "first"


def test_what_is_done_on_a_day_to_come_is_asked_about(host):
    page = saved(host, title="INSET", start="tomorrow")

    assert (page.status, page.names["doubts"].is_ahead) == (422, True)
    assert page.names["start"] == host.today() + timedelta(1)
    assert ids(host) == ["first"]


def test_it_can_be_saved_as_planned(host):
    saved(host, title="INSET", start="tomorrow", sure="planned ")

    assert host.load_cpd().entry("one").status is CpdStatus.PLANNED


def test_it_can_be_saved_as_done_on_that_day(host):
    tomorrow = (host.today() + timedelta(1)).isoformat()

    saved(host, title="INSET", start="tomorrow", sure=f"done:{tomorrow} ")

    assert host.load_cpd().entry("one").status is CpdStatus.DONE


def test_an_answer_about_another_day_is_none(host):
    today = host.today().isoformat()

    assert saved(host, title="INSET", start="tomorrow", sure=f"done:{today}").status == 422


def test_what_is_planned_may_be_ahead(host):
    assert saved(host, title="INSET", start="tomorrow", status="planned").status == 200


def test_both_questions_are_asked_one_after_the_other(host):
    tomorrow = (host.today() + timedelta(1)).isoformat()
    saved(host, id="second", title="INSET", start="tomorrow", status="planned")

    first = saved(host, title="INSET", start="tomorrow")
    second = saved(host, title="INSET", start="tomorrow", sure=[f"done:{tomorrow}"])
    last = saved(
        host, title="INSET", start="tomorrow", sure=[*second.names["answers"], "both:second"]
    )

    assert first.names["doubts"].is_ahead
    assert (second.names["doubts"].is_ahead, same(second).id) == (False, "second")
    assert last.status == 200


def test_what_is_wrong_is_said_before_anything_is_asked(host):
    page = saved(host, type="")

    assert not page.names["doubts"]
    assert [problem.field for problem in page.names["problems"]] == ["type"]


def test_a_doubt_prints_no_word(host):
    assert "Phonics" not in repr(saved(host).names["doubts"])
