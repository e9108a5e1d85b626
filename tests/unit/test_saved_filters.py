"""Saved filters of the queue: a name for what is shown, as a link over the list."""

import pytest

from builders import a_form, a_setup, named, rounds
from fakes import FakeLedger, FakeStaff
from matrix_xblock import staff
from matrix_xblock.codec.staff.drafts import read_drafts, write_drafts
from matrix_xblock.domain.errors import Invalid, Unknown
from matrix_xblock.domain.staff.drafts import StaffDrafts
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.staff.saved_filters import (
    FILTER_NAME_LIMIT,
    MOST_FILTERS,
    SavedFilter,
    add_filter,
    remove_filter,
)

PEOPLE = [Person("p0", "Amina Khan", "North"), Person("p1", "Ben Okafor", "South")]


@pytest.fixture
def sam():
    return FakeStaff(FakeLedger(), setup=a_setup(rounds=rounds()), people=PEOPLE)


def save(host, name, press="one", **form):
    return staff.reviews.save_filter(host, a_form(id=press, filter_name=name, **form))


def saved(host):
    return staff.show(host, a_form(screen="reviews")).names["saved"]


def test_what_is_shown_is_saved_under_a_name_and_is_a_link(sam):
    page = save(sam, "  Mid-point,  north ", round="mid-point", cohort="North", sort="name")

    [link] = saved(sam)
    assert (page.names["saving"], page.names["saving_name"]) == ("saved", link.name)
    assert (link.name, link.gone) == ("Mid-point, north", ())
    assert link.query == {"round": "mid-point", "cohort": "North", "sort": "name"}


def test_the_link_of_what_is_shown_says_so(sam):
    save(sam, "North", cohort="North")

    here = staff.show(sam, a_form(screen="reviews", cohort="North")).names["saved"]
    elsewhere = staff.show(sam, a_form(screen="reviews", cohort="South")).names["saved"]

    assert ([each.is_current for each in here], [each.is_current for each in elsewhere]) == (
        [True],
        [False],
    )


def test_a_search_for_a_name_is_never_saved(sam):
    save(sam, "Somebody", state="accepted", search="Amina")

    [link] = saved(sam)
    assert link.query == {"state": "accepted"}
    assert "Amina" not in sam.preferences.drafts


def test_a_search_alone_leaves_nothing_to_save(sam):
    shown = staff.show(sam, a_form(screen="reviews", search="Amina")).names

    page = save(sam, "Amina", search="Amina")

    assert (shown["can_save"], named(page.names["problems"])) == (
        False,
        [("filter_name", "no_filters")],
    )
    assert saved(sam) == ()


def test_a_double_press_saves_once(sam):
    save(sam, "North", cohort="North")
    save(sam, "North", cohort="North")
    save(sam, "north", press="two", cohort="North")

    assert len(saved(sam)) == 1


def test_another_filter_of_the_same_name_is_refused_and_what_was_typed_stays(sam):
    save(sam, "Mine", cohort="North")

    page = save(sam, "MINE", press="two", cohort="South")

    assert (page.status, page.names["saving"]) == (422, "refused")
    assert named(page.names["problems"]) == [("filter_name", "filter_name_taken")]
    assert page.names["filter_fields"]["filter_name"] == ["MINE"]
    assert page.names["query"] == {"cohort": "South"}


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "filter_name_missing"), ("  ", "filter_name_missing"), ("x" * 61, "too_long")],
)
def test_a_name_is_needed_and_has_a_length(sam, name, code):
    page = save(sam, name, cohort="North")

    assert named(page.names["problems"]) == [("filter_name", code)]
    assert saved(sam) == ()


def test_a_name_may_be_as_long_as_it_may_be(sam):
    save(sam, "x" * FILTER_NAME_LIMIT, cohort="North")

    assert len(saved(sam)) == 1


def test_there_is_room_for_so_many_in_a_block(sam):
    for number in range(MOST_FILTERS):
        save(sam, f"Number {number}", press=f"p{number}", cohort="North")

    page = save(sam, "One more", press="more", cohort="North")
    other = FakeStaff(FakeLedger(block="another-block"), setup=sam.setup, people=PEOPLE)
    other.preferences = sam.preferences
    other.roster = sam.roster
    save(other, "One more", press="more", cohort="North")

    assert named(page.names["problems"]) == [("filter_name", "too_many_filters")]
    assert (len(saved(sam)), len(saved(other))) == (MOST_FILTERS, 1)


def test_where_the_cohort_has_gone_the_link_says_so_and_shows_the_rest(sam):
    save(sam, "North", cohort="North", state="accepted")
    sam.roster.known = [Person("p1", "Ben Okafor", "South")]

    [link] = saved(sam)
    page = staff.show(sam, a_form(screen="reviews", **link.query))

    assert (link.gone, link.query, link.is_current) == (("cohort",), {"state": "accepted"}, False)
    assert page.status == 200


def test_where_the_round_has_gone_the_link_says_so_and_shows_the_rest(sam):
    save(sam, "Mid-point", round="mid-point")
    sam.setup = a_setup()

    [link] = saved(sam)

    assert (link.gone, link.query) == (("round",), {})


def test_filters_that_are_not_known_are_not_saved(sam):
    with pytest.raises(Invalid):
        save(sam, "Nowhere", cohort="Nowhere")

    assert saved(sam) == ()


def test_a_saved_filter_is_removed_and_the_list_stays(sam):
    save(sam, "North", cohort="North")
    [link] = saved(sam)

    page = staff.reviews.remove_saved_filter(sam, a_form(filter=link.id, state="accepted"))

    assert (saved(sam), page.names["saving"]) == ((), "removed")
    assert page.names["saving_name"] == "North"
    assert page.names["state"] == "accepted"


def test_removing_it_again_says_that_it_has_gone(sam):
    with pytest.raises(Unknown) as refused:
        staff.reviews.remove_saved_filter(sam, a_form(filter="gone"))

    assert named(refused.value.problems) == [("filter", "unknown_saved_filter")]


def test_drafts_and_phrases_stay_beside_them(sam):
    staff.bank.add(sam, a_form(id="phrase", phrase="What next?"))
    save(sam, "North", cohort="North")
    staff.bank.add(sam, a_form(id="second", phrase="What helped?"))

    drafts = sam.load_drafts()
    assert ([each.text for each in drafts.phrases], len(drafts.filters)) == (
        ["What next?", "What helped?"],
        1,
    )


def test_where_a_newer_version_wrote_them_the_list_is_shown_without(sam):
    sam.preferences.drafts = '{"version": 99}'

    page = staff.show(sam, a_form(screen="reviews"))

    assert (page.status, page.names["saved"]) == (200, ())


def test_saved_filters_are_read_as_they_were_written():
    filters = (
        SavedFilter("a", "block", "North", {"cohort": "North", "sort": "name"}),
        SavedFilter("b", "block", "All", {"state": "all"}),
    )

    assert read_drafts(write_drafts(StaffDrafts(filters=filters))).filters == filters


def test_what_is_stored_without_any_is_as_before():
    assert "filters" not in write_drafts(StaffDrafts())


def test_the_last_one_that_is_removed_is_gone_from_what_is_stored():
    saved_filter = SavedFilter("a", "block", "North", {"cohort": "North"})
    stored = write_drafts(StaffDrafts(filters=(saved_filter,)))

    again = write_drafts(StaffDrafts(), stored)

    assert read_drafts(again).filters == ()


def test_the_rules_leave_what_they_were_given_alone():
    one = SavedFilter("a", "block", "North", {"cohort": "North"})

    more, is_new = add_filter((one,), SavedFilter("b", "block", "South", {"cohort": "South"}))

    assert (is_new, [each.name for each in more]) == (True, ["North", "South"])
    assert remove_filter(more, "b") == (one,)
