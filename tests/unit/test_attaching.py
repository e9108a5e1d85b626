"""What goes with a review: this round's is ticked, and only what is ticked is shared."""

from dataclasses import replace

import pytest

from builders import (
    a_complete_review,
    a_credit_rule,
    a_form,
    a_record,
    a_setup,
    a_signed_off_review,
    days,
    named,
    rounds,
)
from fakes import FakeHost
from matrix_xblock import participant
from matrix_xblock.codec.review.ledger import (
    read_attached,
    read_snapshot,
    write_snapshot,
    write_summary,
)
from matrix_xblock.domain.cpd.cpd import (
    MOST_AREAS,
    TEXT_LIMITS,
    AreaRef,
    CpdEntry,
    CpdStatus,
    CpdType,
    bring,
)
from matrix_xblock.domain.plans.next_step import NextStep, StepChange, StepStatus
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
    Reason,
)
from matrix_xblock.domain.review.attachment import MOST_ATTACHED, Attached
from matrix_xblock.domain.values.ledger_rows import Entry, Kind

BEFORE, SINCE = days(-30), days(-3)


def an_entry(key, day, **changes):
    return CpdEntry(key, f"Entry {key}", CpdType.VISIT, day.date(), minutes=90, **changes)


@pytest.fixture
def host():
    """Somebody in the second round, with entries and plans of both."""
    before = a_signed_off_review(signed_off_at=days(-10))
    now = a_complete_review(round_id="mid-point", started_at=days(-5))
    record = replace(
        a_record(before, now),
        next_steps={
            "open": NextStep("open", "Visit a school.", updated=BEFORE),
            "old": NextStep("old", "Read.", status=StepStatus.DONE, updated=BEFORE),
        },
        opportunities={
            "wanted": Opportunity("wanted", OpportunityType.VISIT, updated=BEFORE),
        },
    )
    host = FakeHost(setup=a_setup(rounds=rounds()), record=record)
    entries = [an_entry("new", SINCE), an_entry("older", BEFORE)]
    host.save_cpd(bring(host.load_cpd(), entries))
    return host


def check(host):
    return participant.show(host, a_form(screen="check")).names["offer"]


def signed_off(host, **ticked):
    form = a_form(round="mid-point", revision="1", **{"attach": "1", **ticked})
    return participant.sign_off(host, form)


def went(host):
    return read_attached([entry.body for entry in host.ledger.entries("anon-1", Kind.SNAPSHOT)])


def test_this_round_s_is_ticked_and_older_things_can_be(host):
    offer = check(host)

    assert [(each.id, ticked) for each, ticked in offer.cpd.of_round] == [("new", True)]
    assert [(each.id, ticked) for each, ticked in offer.cpd.earlier] == [("older", False)]
    assert [each.id for each, _ in offer.steps.of_round] == ["open"]
    assert [each.id for each, _ in offer.steps.earlier] == ["old"]
    assert [each.id for each, _ in offer.opportunities.of_round] == ["wanted"]


def test_an_older_activity_is_ticked_where_it_was_written_down_in_this_round(host):
    late = an_entry("late", BEFORE, created=days(-9))
    earlier = an_entry("earlier", BEFORE, created=days(-11))
    file = an_entry("file", BEFORE, created=days(-9), source="import")
    host.save_cpd(bring(host.load_cpd(), [late, earlier, file]))

    offer = check(host)

    assert [each.id for each, ticked in offer.cpd.of_round if ticked] == ["new", "late"]
    assert {each.id for each, _ in offer.cpd.earlier} == {"older", "earlier", "file"}


def test_only_what_is_ticked_reaches_the_ledger(host):
    signed_off(host, cpd=["older"], steps=["open"])

    attached = went(host)
    assert [entry.id for entry in attached.entries] == ["older"]
    assert [step.id for step in attached.steps] == ["open"]
    assert attached.opportunities == ()
    assert "Entry new" not in str(host.ledger.rows)


def test_a_page_that_offered_nothing_attaches_nothing(host):
    participant.sign_off(host, a_form(round="mid-point", revision="1", cpd="new"))

    assert not went(host)


def test_the_summary_has_counts_and_no_words(host):
    signed_off(host, cpd=["new"], steps=["open"], opportunities=["wanted"])

    [summary] = [entry.body for entry in host.ledger.entries("anon-1", Kind.SUMMARY)]
    assert summary["cpd"] == {"entries": 1, "minutes": 90}
    assert summary["next_steps"] == {"planned": 1}
    assert summary["opportunities"]["statuses"] == {"wanted": 1}


def test_what_was_signed_off_stays_as_it_was_then(host):
    signed_off(host, cpd=["new"])
    log = host.load_cpd()
    host.save_cpd(bring(log, [replace(log.entry("new"), title="Changed later")]))

    assert went(host).entries[0].title == "Entry new"


@pytest.mark.parametrize(
    ("ticked", "code"),
    [
        ({"cpd": ["gone"]}, "attached_gone"),
        ({"steps": ["gone"]}, "attached_gone"),
        ({"opportunities": ["gone"]}, "attached_gone"),
        ({"cpd": ["new"] * (MOST_ATTACHED + 1)}, "too_many_attached"),
    ],
)
def test_what_cannot_go_with_it_is_said_and_the_choice_is_kept(host, ticked, code):
    before = host.state

    page = signed_off(host, **{"steps": ["old"], **ticked})

    assert (page.status, named(page.names["problems"])) == (422, [("attached", code)])
    assert [each.id for each, ticked in page.names["offer"].steps.earlier if ticked] == (
        ["old"] if "steps" not in ticked else []
    )
    assert host.state == before


def test_ticking_twice_is_ticking(host):
    signed_off(host, cpd=["new", "new"])

    assert len(went(host).entries) == 1


def test_the_confirmation_shows_what_went_with_it(host):
    page = signed_off(host, cpd=["new"])

    assert [entry.id for entry in page.names["attached"].entries] == ["new"]


def test_points_for_cpd_are_for_entries_of_what_is_done_and_never_for_hours(host):
    rule = a_credit_rule(cpd=2, cpd_needed=2)
    host.setup = a_setup(rounds=rounds(), credit=rule)
    planned = an_entry("planned", SINCE, status=CpdStatus.PLANNED)
    host.save_cpd(bring(host.load_cpd(), [planned]))

    page = signed_off(host, cpd=["new", "planned"])

    [part] = [part for part in page.names["credit"].parts if part.name == "cpd"]
    assert (part.done, part.needed, part.earned) == (1, 2, 1.0)


def test_in_the_first_round_what_was_logged_since_its_start_is_ticked():
    host = FakeHost(record=a_record(a_complete_review(started_at=days(-5))))
    host.save_cpd(bring(host.load_cpd(), [an_entry("in", SINCE), an_entry("out", BEFORE)]))

    offer = check(host)

    assert [each.id for each, _ in offer.cpd.of_round] == ["in"]


EMOJI = "👩🏽‍🏫"


def full(limit):
    return (EMOJI * limit)[:limit]


def test_the_fullest_of_everything_fits_the_rows_of_the_ledger():
    areas = tuple(AreaRef("f" * 64, f"area-{n}", full(200)) for n in range(MOST_AREAS))
    texts = {name: full(limit) for name, limit in TEXT_LIMITS.items()}
    entry = replace(an_entry("one", SINCE, areas=areas, made_in_title=full(255)), **texts)
    change = StepChange(StepStatus.DONE, SINCE, full(250))
    step = NextStep("one", full(1000), outcome=full(1000), history=(change,) * 20)
    longest = OpportunityChange(OpportunityStatus.NOT_POSSIBLE, SINCE, Reason.COVER, full(250))
    ids = tuple(f"area-{n}" for n in range(20))
    chance = Opportunity(
        "one", OpportunityType.VISIT, full(1000), full(200), area_ids=ids, history=(longest,) * 20
    )
    chance = replace(chance, status=longest.status)
    attached = Attached((entry,), (step,), (chance,))
    setup, review = a_setup(), a_signed_off_review()

    rows = write_snapshot(review, setup.framework, attached)
    host = FakeHost()
    host.ledger.append([Entry(Kind.SNAPSHOT, "anon-1", row, SINCE) for row in rows])

    assert read_attached(rows) == attached
    assert read_snapshot(rows)[0].areas == review.areas
    assert write_summary(review, possible=10, attached=attached)["opportunities"]["reasons"] == {
        "cover": 1
    }
