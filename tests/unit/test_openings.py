"""Whatever shows course staff a record is in the trail of whose record it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import (
    NOW,
    a_complete_review,
    a_form,
    a_record,
    a_setup,
    days,
    every_area,
    rounds,
)
from fakes import BrokenError, FakeHost, FakeStaff
from matrix_xblock import participant, staff
from matrix_xblock.codec.record.trail import read_accesses
from matrix_xblock.domain.errors import MatrixError
from matrix_xblock.domain.plans.opportunity import Opportunity, OpportunityType
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.values.ledger_rows import EVERYBODY, Entry, Kind
from texts import has_text

WHO = "anon-1"
ABOUT = {"participant": WHO, "at": "baseline", "revised": "1"}
WORDS = "Sotto voce"


@pytest.fixture
def host():
    """Give a participant who has signed off, with words of their own and an opportunity."""
    review = a_complete_review(areas=every_area(reflection=WORDS))
    chance = Opportunity("chance", OpportunityType.VISIT, "A day away", created=NOW, updated=NOW)
    record = replace(a_record(review), opportunities={"chance": chance})
    host = FakeHost(record=record, setup=a_setup(rounds=rounds()))
    form = a_form(round="baseline", revision="1", attach="1", opportunities="chance")
    participant.sign_off(host, form)
    return host


def somebody(host, who="Lena Fischer"):
    return FakeStaff(host.ledger, setup=host.setup, time=days(1), who=who, is_instructor=True)


@pytest.fixture
def lena(host):
    return somebody(host)


def openings(host):
    return read_accesses(host.ledger.entries(WHO, Kind.ACCESS))


def respond(who, **form):
    return staff.answering.respond(who, a_form(**{**ABOUT, "seen": "0", "press": "p", **form}))


def mark(who, **form):
    return staff.answering.mark(
        who, a_form(**{**ABOUT, "press": "m", "opportunity": "chance", **form})
    )


def undo(who, **form):
    return staff.answering.undo(who, a_form(**{**ABOUT, "press": "p", **form}))


def after_another(who, act):
    """Let somebody else answer first, so that what is pressed is refused or done already."""
    respond(somebody(who, "Sam Taylor"), decision="returned", reason="Say more.")
    return act()


WAYS = {
    "opened": lambda who: staff.show(who, a_form(screen="person", participant=WHO)),
    "sent": lambda who: respond(who, decision="accepted"),
    "nothing to send": lambda who: respond(who, decision="comments"),
    "no reason": lambda who: respond(who, decision="returned"),
    "a stale page": lambda who: respond(who, decision="accepted", seen="7"),
    "decided already": lambda who: after_another(
        who, lambda: respond(who, decision="accepted", seen="1", press="q")
    ),
    "pressed already": lambda who: after_another(who, lambda: respond(who, decision="returned")),
    "undo of another's": lambda who: after_another(who, lambda: undo(who)),
    "marked": lambda who: mark(who, becomes="offered"),
    "marked with nothing": mark,
    "marked without a reason": lambda who: mark(who, becomes="not-possible"),
    "not to be marked": lambda who: mark(who, becomes="completed"),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_answer_that_shows_a_record_is_in_its_trail(host, lena, way):
    page = WAYS[way](lena)

    assert has_text(page.names, WORDS)
    assert [(each.act, each.round_id) for each in openings(host) if each.who == "Lena Fischer"] == [
        ("review", "baseline")
    ]


@pytest.mark.parametrize("screen", sorted(staff.actions.SCREENS))
def test_a_screen_shows_a_record_in_the_trail_or_none(host, lena, screen):
    page = staff.show(lena, a_form(**ABOUT, screen=screen, section="overall"))

    assert has_text(page.names, WORDS) == bool(openings(host))


def test_what_cannot_be_shown_was_not_opened(host, lena):
    with pytest.raises(MatrixError):
        staff.show(lena, a_form(screen="person", participant=WHO, revision="9"))

    assert openings(host) == ()


def test_a_record_is_not_shown_where_its_trail_cannot_be_written(host, lena):
    host.ledger.is_broken = True

    with pytest.raises(BrokenError):
        WAYS["opened"](lena)


def test_two_people_of_one_name_are_two_openings(host, lena):
    other = somebody(host)
    other.author = Author("anon-other", lena.author.name)

    WAYS["opened"](lena)
    WAYS["opened"](other)

    assert [each.who_id for each in openings(host)] == ["anon-lena", "anon-other"]


def test_somebody_with_a_new_name_is_still_on_the_same_visit(host, lena):
    WAYS["opened"](lena)
    lena.author = replace(lena.author, name="Lena Fischer-Klein")

    WAYS["opened"](lena)

    assert [each.who for each in openings(host)] == ["Lena Fischer"]


def test_an_answer_goes_on_with_the_visit_of_the_page_before(host, lena):
    WAYS["opened"](lena)
    lena.time += timedelta(minutes=5)

    WAYS["sent"](lena)

    assert len(openings(host)) == 1


def test_an_old_row_without_an_id_is_read_and_is_nobody_s_visit(host, lena):
    old = {"version": 1, "who": "Lena Fischer", "what": "review", "round": "baseline"}
    host.ledger.append([Entry(Kind.ACCESS, WHO, old, lena.time)])

    WAYS["opened"](lena)

    assert [(each.who, each.who_id) for each in openings(host)] == [
        ("Lena Fischer", ""),
        ("Lena Fischer", "anon-lena"),
    ]


@pytest.mark.parametrize(
    "shown",
    [
        lambda host: participant.show(host, a_form(screen="record")).names["accesses"],
        lambda host: participant.my_record.download(host, a_form(format="json")).content,
    ],
    ids=["page", "file"],
)
def test_the_participant_is_told_the_name(host, lena, shown):
    WAYS["opened"](lena)

    assert has_text(shown(host), "Lena Fischer")


def test_the_file_of_a_record_names_nobody_by_an_id_who_only_opened_it(host, lena):
    WAYS["opened"](lena)

    content = participant.my_record.download(host, a_form(format="json")).content

    assert "anon-lena" not in content


def test_a_file_is_in_the_trail_before_its_first_byte(host, lena):
    staff.exports.csv(lena, a_form(file="reviews"))

    [export] = read_accesses(host.ledger.entries(EVERYBODY, Kind.ACCESS))
    assert (export.act, export.who_id) == ("export", "anon-lena")


def test_who_signs_off_while_a_file_is_on_its_way_is_not_in_it(host, lena):
    stream = staff.exports.csv(lena, a_form(file="reviews"))
    late = FakeHost(
        who="anon-2",
        ledger=host.ledger,
        record=a_record(a_complete_review()),
        setup=host.setup,
        time=lena.time + timedelta(seconds=1),
    )
    participant.sign_off(late, a_form(round="baseline", revision="1"))

    assert "anon-2" not in "".join(stream.parts)
    assert not has_text(participant.show(late, a_form(screen="record")).names, "export")


def test_a_file_that_breaks_off_stays_in_the_trail(host, lena):
    stream = staff.exports.csv(lena, a_form(file="reviews"))
    next(iter(stream.parts))
    stream.parts.close()

    assert len(host.ledger.entries(EVERYBODY, Kind.ACCESS)) == 1
