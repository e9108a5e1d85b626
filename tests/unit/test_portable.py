"""A record as a file: equal after the way there and back, and harmless where it is broken."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from builders import NOW, days, named
from matrix_xblock.codec.record import portable
from matrix_xblock.codec.record.undo_slip import read_slip, write_slip
from matrix_xblock.domain.cpd.cpd import AreaRef, CpdEntry, CpdLog, CpdStatus, CpdType, Goal, bring
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.plans.next_step import NextStep, Owner, StepChange, StepStatus
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
    Reason,
)
from matrix_xblock.domain.record import holdings
from matrix_xblock.domain.record.holdings import Holdings
from matrix_xblock.domain.record.record import ImportedReview, Record, YearNote
from matrix_xblock.domain.record.undoing import compare, counted, things, undo
from matrix_xblock.domain.review.review import Answers, AreaReview, Outline, Review, Status
from matrix_xblock.domain.values.place import Place
from matrix_xblock.domain.values.versions import SavedVersion
from texts import in_short

HERE, THERE = Place("block-v1:T+N+2026+b@one", "This year"), Place("block-v1:T+N+2025+b@two", "Old")
ZONES = [UTC, timezone(timedelta(hours=5, minutes=45))]

words = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20) | st.sampled_from(
    ["👩🏽‍🏫", "<b>&amp;", "\u202eevil", "שלום", "first\nsecond", '"}{']
)
some_words = words.filter(bool)
times = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.sampled_from(ZONES))  # noqa: DTZ001
dates = st.dates(date(1990, 1, 1), date(2090, 1, 1))
counts = st.integers(0, 1000)
ids = strategies.ids


def keyed(strategy, most=3):
    return st.lists(strategy, max_size=most, unique_by=lambda each: each.id).map(
        lambda some: {each.id: each for each in some}
    )


steps = st.builds(
    NextStep,
    id=ids,
    text=some_words,
    area_id=st.just("") | ids,
    due=st.none() | dates,
    owner=st.sampled_from(Owner),
    status=st.sampled_from(StepStatus),
    outcome=words,
    history=st.lists(
        st.builds(StepChange, st.sampled_from(StepStatus), times, words), max_size=3
    ).map(tuple),
    created=times,
    updated=times,
    revision=counts,
)
opportunities = st.builds(
    Opportunity,
    id=ids,
    type=st.sampled_from(OpportunityType),
    detail=words,
    host_setting=words,
    area_ids=st.lists(ids, max_size=3).map(tuple),
    post=st.just("") | ids,
    status=st.sampled_from(OpportunityStatus),
    history=st.lists(
        st.builds(
            OpportunityChange,
            st.sampled_from(OpportunityStatus),
            times,
            st.none() | st.sampled_from(Reason),
            words,
        ),
        max_size=3,
    ).map(tuple),
    created=times,
    updated=times,
    revision=counts,
)
entries = st.builds(
    CpdEntry,
    id=ids,
    title=some_words,
    type=st.sampled_from(CpdType),
    start=dates,
    minutes=st.integers(0, 600),
    provider=words,
    status=st.sampled_from(CpdStatus),
    areas=st.lists(st.builds(AreaRef, ids, ids, words), max_size=2).map(tuple),
    learned=words,
    evidence=words,
    next_step=st.just("") | ids,
    made_in=words,
    made_in_title=words,
    created=times,
    updated=times,
    revision=counts,
)
goals = st.builds(
    Goal,
    st.integers(1, 6000),
    st.dates(date(2000, 1, 1), date(2001, 1, 1)),
    st.just(date(2002, 1, 1)),
)
logs = st.builds(
    lambda some, goal: replace(bring(CpdLog(), some.values()), goal=goal),
    keyed(entries),
    st.none() | goals,
)
versions = st.builds(SavedVersion, counts, words, counts)
answers = st.builds(
    Answers,
    values=st.dictionaries(ids, st.lists(words, max_size=2).map(tuple), max_size=2),
    version=versions,
)
pairs = st.lists(st.tuples(ids, words), max_size=2).map(tuple)
reviews = st.builds(
    Review,
    round_id=ids,
    status=st.sampled_from([Status.IN_PROGRESS, Status.RETURNED, Status.SIGNED_OFF]),
    revision=st.integers(1, 9),
    notice=words,
    framework=words,
    areas=st.dictionaries(
        ids,
        st.builds(AreaReview, ids, words, words, st.just(""), st.just(""), versions),
        max_size=2,
    ),
    answers=answers,
    started_at=st.none() | times,
    saved_at=times,
    signed_off_at=times,
    earned=st.floats(0, 100),
    earlier=st.lists(times, max_size=2).map(tuple),
    outline=st.none() | st.builds(Outline, pairs, pairs, st.just("en"), words),
)
pasts = st.builds(ImportedReview, st.sampled_from(["block-v1:a", "block-v1:b"]), words, reviews)
records = st.builds(
    Record,
    reviews=st.lists(reviews, max_size=2).map(lambda some: {each.round_id: each for each in some}),
    next_steps=keyed(steps),
    opportunities=keyed(opportunities),
    year_notes=st.dictionaries(
        st.integers(1990, 2090).map(str), st.builds(YearNote, some_words, counts), max_size=2
    ),
    past=st.lists(
        pasts,
        max_size=2,
        unique_by=lambda each: (each.made_in, each.review.round_id, each.review.revision),
    ).map(tuple),
)
every_holdings = st.builds(
    Holdings,
    record=records,
    private=st.dictionaries(
        some_words, st.dictionaries(ids, answers, min_size=1, max_size=2), max_size=2
    ),
    log=logs,
)


def a_file(record, place=THERE, **changes):
    values = {"participant": "anon-1", "salt": "s", "now": NOW, "consents": (), "accesses": ()}
    return portable.write(record, place=place, **{**values, **changes})


def sent(body):
    return json.dumps(body).encode()


def holdings_key(past):
    return past.made_in, past.review.round_id, past.review.revision


def as_a_set(whole, place):
    """Give all that is held without saying whether a round is of this block or from another."""
    record, log = whole.record, whole.log
    own = [ImportedReview(place.usage, place.title, each) for each in record.reviews.values()]
    return {
        "rounds": sorted([*record.past, *own], key=holdings_key),
        "steps": dict(record.next_steps),
        "opportunities": dict(record.opportunities),
        "notes": {key: note.text for key, note in record.year_notes.items()},
        "cpd": {each.id: each for each in log.entries(log.glances)},
        "goal": log.goal,
        "private": whole.private,
    }


def brought(record, body):
    """Bring a file in, and count what is other than it was."""
    file = portable.read(sent(body))
    place = {"made_in": file.place.usage, "title": file.place.title}
    merged = holdings.merge(record, file.holdings, **place)
    return merged, dict(counted(compare(record, file.holdings, merged, **place).came_in))


@given(every_holdings)
def test_a_file_gives_an_equal_record_in_another_block(record):
    there, _ = brought(Holdings(), a_file(record))
    again, _ = brought(Holdings(), a_file(there, HERE))

    assert as_a_set(there, HERE) == as_a_set(record, THERE)
    assert as_a_set(again, HERE) == as_a_set(record, THERE)


@given(every_holdings, every_holdings)
def test_bringing_a_file_in_twice_changes_nothing(record, other):
    once, _ = brought(record, a_file(other))
    twice, what = brought(once, a_file(other))

    assert twice == once
    assert not what


@given(every_holdings, every_holdings)
def test_whatever_changes_is_said(record, other):
    once, what = brought(record, a_file(other))

    assert bool(what) == (as_a_set(once, HERE) != as_a_set(record, HERE))


@given(every_holdings)
def test_bringing_ones_own_file_back_changes_nothing(record):
    once, _ = brought(record, a_file(record, HERE))

    assert once.record.reviews == record.record.reviews
    assert once.record.next_steps == record.record.next_steps
    assert once.log.glances == record.log.glances


@given(every_holdings, every_holdings)
def test_whatever_came_in_can_be_undone(record, other):
    body = a_file(other)
    once, _ = brought(record, body)
    place = {"made_in": body["made_in"], "title": body["made_in_title"]}
    change = compare(record, portable.read(sent(body)).holdings, once, **place)
    slip = read_slip(write_slip(record, once, change.came_in, owner="me"), owner="me")

    back = undo(once, slip.before, slip.unchanged(once))

    assert slip.unchanged(once) == change.came_in
    assert without_counts(back) == without_counts(record)


def without_counts(whole):
    """Everything that a copy can change, whatever the number of saves."""
    return {
        key: replace(each, revision=0) if "revision" in vars(each) and key[0] != "goal" else each
        for key, each in things(whole).items()
    }


A_FILE = a_file(
    Holdings(
        record=Record(
            reviews={
                "baseline": Review(
                    "baseline",
                    Status.SIGNED_OFF,
                    areas={"subject": AreaReview("growing", "I learned.")},
                    answers=Answers({"moved": ("yes",)}),
                    started_at=NOW,
                    saved_at=NOW,
                    signed_off_at=NOW,
                    outline=Outline((("growing", "Growing"),), (("subject", "Subject"),)),
                )
            },
            next_steps={
                "s1": NextStep(
                    "s1", "Ask.", history=(StepChange(StepStatus.PLANNED, NOW),), created=NOW
                )
            },
            opportunities={
                "o1": Opportunity(
                    "o1",
                    OpportunityType.VISIT,
                    history=(OpportunityChange(OpportunityStatus.WANTED, NOW),),
                )
            },
            year_notes={"2025": YearNote("A year.")},
        ),
        private={"block-v1:x": {"baseline": Answers({"stay": ("Time.",)})}},
        log=bring(
            CpdLog(goal=Goal(60, date(2026, 1, 1), date(2026, 12, 31))),
            [CpdEntry("e1", "Course", CpdType.COURSE, date(2026, 1, 1), created=NOW)],
        ),
    )
)


@given(strategies.broken(A_FILE))
def test_a_broken_file_is_refused_or_harmless(document):
    with suppress(Invalid):
        file = portable.read(sent(document))
        record = holdings.merge(Holdings(), file.holdings, made_in="x", title="y")
        assert_harmless(a_file(record, HERE))


def assert_harmless(body):
    """Whatever came in can be shown in every time zone, sent, and read back."""
    json.dumps(body, ensure_ascii=False).encode()
    file = portable.read(sent(body))
    record = file.holdings.record
    for change in (c for each in record.next_steps.values() for c in each.history):
        change.at.astimezone(ZONES[1])


@given(strategies.documents)
def test_any_other_document_is_refused(document):
    with pytest.raises(Invalid):
        portable.read(sent(document))


PLACES = [
    (("record", "next_steps", 0, "area"), "\ud800"),
    (("record", "next_steps", 0, "area"), "a" * 200_000),
    (("record", "next_steps", 0, "text"), "hid\x00den"),
    (("record", "next_steps", 0, "text"), ""),
    (("record", "next_steps", 0, "id"), "no id"),
    (("record", "next_steps", 0, "revision"), 10**12),
    (("record", "next_steps", 0, "revision"), -1),
    (("record", "next_steps", 0, "due"), "0001-01-01"),
    (("record", "next_steps", 0, "history", 0, "at"), "0001-01-01T00:00:00+23:59"),
    (("record", "next_steps", 0, "history", 0, "at"), "9999-12-31T23:59:59-23:59"),
    (("record", "opportunities", 0, "areas"), ["a" * 200_000]),
    (("record", "opportunities", 0, "post"), "\ud800"),
    (("record", "opportunities", 0, "detail"), "a" * 1001),
    (("record", "rounds", "baseline", "signed_off_at"), None),
    (("record", "rounds", "baseline", "signed_off_at"), "0001-01-01T00:00:00+00:00"),
    (("record", "rounds", "baseline", "areas", "subject", "reflection"), "a" * 3001),
    (("record", "rounds", "baseline", "outline", "round_title"), "\ud800"),
    (("record", "rounds", "baseline", "answers", "values"), {"\ud800": ["x"]}),
    (("record", "years"), {"0000": {"text": "x"}}),
    (("record", "years"), {"9999": {"text": "x"}}),
    (("record", "years"), {"²025": {"text": "x"}}),
    (("cpd", "entries", 0, "start"), "9999-12-31"),
    (("cpd", "entries", 0, "review_on"), "9999-12-31"),
    (("cpd", "entries", 0, "made_in_title"), "\ud800"),
    (("cpd", "entries", 0, "minutes"), 60_001),
    (("cpd", "entries", 0, "areas"), [{"framework": "f:g", "id": "a", "name": "n"}]),
    (("cpd", "entries"), {"e1": {}}),
    (("cpd", "goal", "minutes"), 10**9),
    (("private",), {"version": 1, "answers": {"\ud800": {}}}),
    (("private",), []),
    (("record",), "hello"),
    (("made_in_title",), "\ud800"),
]


@pytest.mark.parametrize(("path", "value"), PLACES, ids=in_short)
def test_what_no_form_would_have_taken_is_refused(path, value):
    with pytest.raises(Invalid) as refused:
        portable.read(sent(strategies.put(A_FILE, path, value)))

    assert refused.value.problems[0].code in {"file_broken_at", "not_a_record_file"}


@pytest.mark.parametrize(
    "path", [("version",), ("record", "version"), ("cpd", "version"), ("private", "version")]
)
def test_a_file_of_a_newer_version_is_called_that(path):
    with pytest.raises(Invalid) as refused:
        portable.read(sent(strategies.put(A_FILE, path, 99)))

    assert named(refused.value.problems) == [("file", "newer_file")]


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"null",
        b"[]",
        b"\x89PNG\r\n",
        b"\xff\xfe\xe9",
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"version": ' + b"1" * 5000 + b"}",
        b"{}",
        b'{"format": "matrix-review-record", "version": true}',
    ],
    ids=in_short,
)
def test_what_is_no_record_is_called_that(content):
    with pytest.raises(Invalid) as refused:
        portable.read(content)

    assert named(refused.value.problems) == [("file", "not_a_record_file")]


@pytest.mark.parametrize(
    "more",
    [b"[" * 90_000 + b"]" * 90_000, b"[" * 60 + b"]" * 60, b"NaN", b'"\\ud800"', b'"\xe9"'],
    ids=in_short,
)
def test_a_record_with_what_none_of_ours_has_is_called_a_changed_one(more):
    with pytest.raises(Invalid) as refused:
        portable.read(sent(A_FILE)[:-1] + b', "x":' + more + b"}")

    assert named(refused.value.problems) == [("file", "file_broken_at")]


@pytest.mark.parametrize("name", ["consents", "accesses", "ledger"])
def test_a_list_to_read_that_is_none_is_named_as_not_known(name):
    assert portable.read(sent({**A_FILE, name: {"a": 1}})).has_more


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_that_an_editor_has_saved_in_its_own_way_is_read(encoding):
    content = json.dumps(A_FILE, ensure_ascii=False).encode(encoding)

    assert portable.read(content).place == THERE


def test_a_file_knows_its_own_person_without_naming_them():
    body = a_file(Holdings(), participant="anon-secret")
    file = portable.read(sent(body))

    assert file.is_of("anon-secret")
    assert not file.is_of("anon-2")
    assert "anon-secret" not in json.dumps(body)


def test_a_round_that_was_a_draft_arrives_once_it_is_signed_off():
    draft = Review("baseline", Status.IN_PROGRESS, started_at=NOW, saved_at=NOW)
    done = replace(draft, status=Status.SIGNED_OFF, saved_at=days(9), signed_off_at=days(9))
    before, _ = brought(Holdings(), a_file(Holdings(Record({"baseline": draft}))))

    after, what = brought(before, a_file(Holdings(Record({"baseline": done}))))

    assert what == {"round": 1}
    assert [past.review for past in after.record.past] == [done]


def test_a_tab_that_shows_what_was_here_before_cannot_save_over_what_came_in():
    mine = NextStep("s1", "Mine.", updated=NOW, revision=3)
    theirs = replace(mine, text="Theirs.", updated=days(1))
    record = Holdings(Record(next_steps={"s1": mine}))

    after, _ = brought(record, a_file(Holdings(Record(next_steps={"s1": theirs}))))

    assert after.record.next_steps["s1"] == replace(theirs, revision=4)


def test_what_is_older_than_here_stays_outside():
    mine = NextStep("s1", "Mine.", updated=days(1), revision=3)
    record = Holdings(Record(next_steps={"s1": mine}))

    after, what = brought(
        record, a_file(Holdings(Record(next_steps={"s1": replace(mine, text="Old.", updated=NOW)})))
    )

    assert after == record
    assert not what


def test_more_than_can_be_held_is_refused_as_a_whole():
    def many(name):
        return {f"{name}{n}": NextStep(f"{name}{n}", "Ask.") for n in range(150)}

    with pytest.raises(Invalid) as refused:
        brought(
            Holdings(Record(next_steps=many("a"))), a_file(Holdings(Record(next_steps=many("b"))))
        )

    assert named(refused.value.problems) == [("file", "record_too_many_steps")]
