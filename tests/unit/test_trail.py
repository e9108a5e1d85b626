"""Who opened a record, and what somebody consented to."""

from hypothesis import given
from hypothesis import strategies as st

import strategies
from builders import NOW, days
from matrix_xblock.codec.record import trail
from matrix_xblock.domain.record.trail import Access, Consent, latest
from matrix_xblock.domain.values.ledger_rows import Entry, Kind


def row(kind, body, at=NOW):
    return Entry(kind, "anon-1", body, at)


@given(
    st.builds(
        Access,
        who=strategies.words,
        act=strategies.words,
        round_id=strategies.words,
        at=strategies.times,
        who_id=strategies.words,
    )
)
def test_an_opening_is_read_as_it_was_written(access):
    entry = row(Kind.ACCESS, trail.write_access(access), access.at)

    assert trail.read_accesses([entry]) == (access,)


@given(st.builds(Consent, is_given=st.booleans(), text=strategies.words, at=strategies.times))
def test_a_consent_is_read_as_it_was_written(consent):
    entry = row(Kind.CONSENT, trail.write_consent(consent), consent.at)

    assert trail.read_consents([entry]) == (consent,)


def test_the_latest_opening_comes_first():
    entries = [
        row(Kind.ACCESS, {"version": 1, "who": who}, days(n))
        for n, who in enumerate(["Ben", "Cai"])
    ]

    assert [each.who for each in trail.read_accesses(entries)] == ["Cai", "Ben"]


def test_rows_of_other_kinds_are_no_trail():
    entries = [row(Kind.SUMMARY, {"given": True}), row(Kind.RESPONSE, {"who": "Ben"})]

    assert trail.read_accesses(entries) == trail.read_consents(entries) == ()


@given(st.dictionaries(st.text(max_size=8), strategies.documents, max_size=4))
def test_a_row_of_a_newer_version_breaks_nothing(body):
    entries = [row(Kind.ACCESS, body), row(Kind.CONSENT, body)]

    assert trail.read_accesses(entries)[0].at == NOW
    assert len(trail.read_consents(entries)) == 1


def test_a_consent_that_cannot_be_read_is_none():
    [consent] = trail.read_consents([row(Kind.CONSENT, {"version": 9, "given": "yes"})])

    assert not consent.is_given


def test_nobody_who_was_not_asked_has_consented():
    assert latest(()) is None


def test_the_last_row_counts_even_where_two_have_the_same_time():
    given_, withdrawn = Consent(is_given=True, text="1", at=NOW), Consent(False, "1", NOW)

    assert latest([given_, withdrawn]) == withdrawn
