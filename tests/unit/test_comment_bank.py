"""The comment bank: one's own phrases, the team's, and both beside a comment."""

import pytest

from builders import NOW, a_complete_review, a_form, a_record, a_setup, named
from fakes import FakeHost, FakeLedger, FakeStaff
from matrix_xblock import participant, staff
from matrix_xblock.codec.staff import bank as rows
from matrix_xblock.domain.errors import Invalid, NotAllowed, Unknown
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.staff.bank import (
    MOST_PHRASES,
    MOST_TEAM_PHRASES,
    PHRASE_LIMIT,
    TeamPhrase,
)
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import BANK, Entry, Kind

PEOPLE = [Person("p1", "Amina Khan"), Person("p2", "p2")]


@pytest.fixture
def sam():
    ledger = FakeLedger()
    for person in PEOPLE:
        record = a_record(a_complete_review())
        signing = FakeHost(record=record, setup=a_setup(), ledger=ledger, who=person.id)
        participant.sign_off(signing, a_form(round="baseline", revision="1"))
    return FakeStaff(ledger, people=PEOPLE)


@pytest.fixture
def lena(sam):
    return FakeStaff(sam.ledger, people=PEOPLE, who="Lena Fischer")


def add(who, phrase="What helped?", key="one", bank="own"):
    return staff.bank.add(who, a_form(id=key, phrase=phrase, bank=bank))


def edit(who, phrase, key="one", bank="team", revision="0"):
    return staff.bank.edit(who, a_form(id=key, phrase=phrase, bank=bank, revision=revision))


def remove(who, key="one", bank="team", revision="0"):
    return staff.bank.remove(who, a_form(id=key, bank=bank, revision=revision))


def texts(page, bank="own"):
    return [line.phrase.text for line in page.names[bank]]


def bank_of(who):
    return staff.show(who, a_form(screen="bank"))


BANKS = pytest.mark.parametrize("bank", ["own", "team"])


@BANKS
def test_the_same_words_are_in_a_bank_once(sam, bank):
    add(sam, bank=bank)
    page = add(sam, key="two", bank=bank)

    assert texts(page, bank) == ["What helped?"]


@BANKS
def test_other_words_of_a_page_that_was_answered_already_are_added_too(sam, bank):
    add(sam, bank=bank)
    page = add(sam, "What next?", bank=bank)

    assert texts(page, bank) == ["What helped?", "What next?"]
    assert len({line.phrase.id for line in page.names[bank]}) == 2


def test_a_phrase_without_a_bank_is_one_s_own(sam):
    page = staff.bank.add(sam, a_form(id="one", phrase="What helped?"))

    assert (texts(page), texts(page, "team")) == (["What helped?"], [])


def test_one_s_own_phrases_are_nobody_else_s_and_the_team_s_are_everybody_s(sam, lena):
    add(sam)
    add(sam, "What next?", bank="team")

    page = bank_of(lena)

    assert (texts(page), texts(page, "team")) == ([], ["What next?"])
    assert page.names["team"][0].author.name == "Sam Taylor"


def test_the_team_s_bank_is_that_of_every_block_of_the_course(sam):
    add(sam, bank="team")

    other = FakeStaff(FakeLedger(block="another", rows=sam.ledger.rows))

    assert texts(bank_of(other), "team") == ["What helped?"]


@BANKS
@pytest.mark.parametrize("phrase", ["", " ", "x" * (PHRASE_LIMIT + 1), "x" * 5000, "\x00"])
def test_a_phrase_that_cannot_be_kept_stays_on_the_page(sam, bank, phrase):
    page = add(sam, phrase, bank=bank)

    assert (page.status, page.names["fields"]["phrase"]) == (422, [phrase])
    assert page.names["fields"]["bank"] == [bank]


@pytest.mark.parametrize(
    ("bank", "most", "code"),
    [("own", MOST_PHRASES, "bank_full"), ("team", MOST_TEAM_PHRASES, "team_bank_full")],
)
def test_a_bank_holds_so_many_phrases(sam, bank, most, code):
    for n in range(most):
        add(sam, f"Phrase {n}", f"key-{n}", bank)

    page = add(sam, "One more", "more", bank)

    assert named(page.names["problems"]) == [("phrase", code)]
    assert len(page.names[bank]) == most


@pytest.mark.parametrize("bank", ["theirs", "OWN", "own team"])
def test_a_bank_that_does_not_exist_is_refused(sam, bank):
    with pytest.raises(Invalid):
        add(sam, bank=bank)


@BANKS
def test_a_phrase_is_edited_and_removed_and_can_be_put_back(sam, bank):
    add(sam, bank=bank)

    edited = edit(sam, "What changed?", bank=bank)
    removed = remove(sam, bank=bank, revision="1")

    assert texts(edited, bank) == ["What changed?"]
    assert texts(removed, bank) == []
    back = staff.bank.add(sam, a_form(**removed.names["removed"]))
    assert texts(back, bank) == ["What changed?"]


@BANKS
def test_the_same_press_twice_edits_once(sam, bank):
    add(sam, bank=bank)

    for _ in range(2):
        page = edit(sam, "What changed?", bank=bank)

    [line] = page.names[bank]
    assert (page.status, line.phrase.revision) == (200, 1)


@BANKS
def test_a_phrase_is_removed_once(sam, bank):
    add(sam, bank=bank)
    remove(sam, bank=bank)

    page = remove(sam, bank=bank)

    assert (page.status, named(page.names["problems"])) == (409, [("", "unknown_phrase")])


@BANKS
def test_the_second_of_two_edits_is_told_and_loses_nothing(sam, bank):
    add(sam, bank=bank)
    edit(sam, "The first.", bank=bank)

    page = edit(sam, "The second.", bank=bank)

    editing = page.names["editing"]
    assert (page.status, editing.now, texts(page, bank)) == (409, "The first.", ["The first."])
    assert (editing.fields["phrase"], editing.fields["revision"]) == (["The second."], ["1"])
    assert texts(edit(sam, "The second.", bank=bank, revision="1"), bank) == ["The second."]


@BANKS
def test_what_was_edited_while_it_was_removed_can_be_added_again(sam, bank):
    add(sam, bank=bank)
    remove(sam, bank=bank)

    page = edit(sam, "My words.", bank=bank)

    assert (page.status, named(page.names["problems"])) == (409, [("phrase", "phrase_gone")])
    assert texts(staff.bank.add(sam, page.names["fields"]), bank) == ["My words."]


@BANKS
def test_a_phrase_that_was_edited_meanwhile_is_not_removed_unread(sam, bank):
    add(sam, bank=bank)
    edit(sam, "Other words.", bank=bank)

    page = remove(sam, bank=bank)

    assert (page.status, texts(page, bank)) == (409, ["Other words."])


@BANKS
@pytest.mark.parametrize("phrase", ["", "x" * 5000])
def test_an_edit_that_breaks_a_rule_stays_in_its_form(sam, bank, phrase):
    add(sam, bank=bank)

    page = edit(sam, phrase, bank=bank)

    editing = page.names["editing"]
    assert (page.status, editing.fields["phrase"]) == (422, [phrase])
    assert [problem.field for problem in editing.problems] == ["phrase"]
    assert texts(page, bank) == ["What helped?"]


def test_a_phrase_of_the_team_is_its_author_s_to_change(sam, lena):
    add(sam, bank="team")

    for act in (lambda: edit(lena, "Hers."), lambda: remove(lena)):
        with pytest.raises(NotAllowed):
            act()

    [line] = bank_of(lena).names["team"]
    assert (line.may_change, line.phrase.text) == (False, "What helped?")
    opened = staff.show(lena, a_form(screen="bank", bank="team", edit="one"))
    assert opened.names["editing"] is None


def test_an_instructor_may_change_everybody_s_and_it_says_so(sam, lena):
    add(sam, bank="team")
    lena.is_instructor = True

    [line] = edit(lena, "Better words.").names["team"]

    assert (line.author.name, line.last_by.name) == ("Sam Taylor", "Lena Fischer")
    assert texts(remove(lena, revision="1"), "team") == []


def test_what_a_colleague_changed_is_told_with_their_name(sam, lena):
    add(sam, bank="team")
    lena.is_instructor = True
    edit(lena, "Hers.")

    page = edit(sam, "Mine.")

    assert page.names["editing"].line.last_by.name == "Lena Fischer"


def test_an_edit_that_is_asked_for_is_open_and_has_an_address(sam):
    add(sam)

    page = staff.show(sam, a_form(screen="bank", bank="own", edit="one"))

    assert page.names["editing"].fields["phrase"] == ["What helped?"]
    assert page.address == "staff/bank?edit=one&bank=own"


def test_an_edit_of_what_is_gone_shows_the_bank(sam):
    page = staff.show(sam, a_form(screen="bank", bank="team", edit="gone"))

    assert (page.status, page.names["editing"]) == (200, None)


BROKEN = [
    {},
    {"version": 1},
    {"version": 2, "type": "added", "id": "x", "text": "Newer", "at": NOW.isoformat()},
    {"version": 1, "type": "added", "id": "x", "text": "", "at": NOW.isoformat()},
    {"version": 1, "type": "added", "id": "x", "text": ["No"], "at": NOW.isoformat()},
    {"version": 1, "type": "added", "id": "x", "text": "No time"},
    {"version": 1, "type": "added", "id": "x", "text": "By?", "by": 3, "at": NOW.isoformat()},
    {"version": 1, "type": "changed", "id": "y", "text": "Of none", "at": NOW.isoformat()},
    {"version": 1, "type": "changed", "id": "one", "text": 5, "at": NOW.isoformat()},
    {"version": 1, "type": "removed", "id": ["one"], "at": NOW.isoformat()},
    {"version": 1, "type": "burnt", "id": "one", "at": NOW.isoformat()},
]


@pytest.mark.parametrize("body", BROKEN, ids=str)
def test_a_broken_row_stops_no_other(sam, body):
    add(sam, bank="team")
    sam.ledger.append([Entry(Kind.BANK, BANK, body, NOW)])
    add(sam, "What next?", "two", "team")

    assert texts(bank_of(sam), "team") == ["What helped?", "What next?"]


def test_rows_of_the_bank_say_who_wrote_them():
    phrase = TeamPhrase("one", "What helped?", Author("anon-sam", "Sam Taylor"), NOW)
    by = {"id": "anon-sam", "name": "Sam Taylor"}

    bodies = [
        rows.write_added(phrase),
        rows.write_changed(phrase, phrase.by, NOW),
        rows.write_removed(phrase, phrase.by, NOW),
    ]

    assert [body["by"] for body in bodies] == [by, by, by]
    assert rows.read_team_phrases(bodies) == ()
    [read] = rows.read_team_phrases(bodies[:2])
    assert (read.text, read.revision, read.last_by) == ("What helped?", 1, phrase.by)


def beside(who, participant_id="p1", area="subject"):
    asked = a_form(screen="phrases", participant=participant_id, area=area)
    return staff.show(who, asked).names


def add_comment(who, text, participant_id="p1", **form):
    sent = a_form(participant=participant_id, area="subject", text=text, **form)
    return staff.bank_panel.add_comment(who, sent)


def test_phrases_beside_a_comment_have_the_participant_s_first_name(sam):
    add(sam, "{name}, what helped?")
    add(sam, "Thank you, {name}.", "two", "team")

    shown = beside(sam)

    assert (shown["own"], shown["team"]) == (("Amina, what helped?",), ("Thank you, Amina.",))
    assert (shown["first_name"], shown["section_id"]) == ("Amina", "note-subject")


def test_without_a_name_that_is_known_it_is_left_out(sam):
    add(sam, "{name}, what helped?")

    shown = beside(sam, "p2", "")

    assert (shown["own"], shown["first_name"]) == (("What helped?",), "")
    assert (shown["has_places"], shown["section_id"]) == (True, "overall")


@pytest.mark.parametrize("act", [beside, lambda who, of: add_comment(who, "A", of)])
def test_there_is_no_bank_beside_somebody_of_another_course(sam, act):
    with pytest.raises(Unknown):
        act(sam, "somebody-else")


def test_a_comment_is_added_as_it_is_typed(sam):
    page = add_comment(sam, " What helped? ")

    assert (page.status, page.names["is_added"], page.names["own"]) == (
        200,
        True,
        ("What helped?",),
    )
    assert page.names["team"] == ()


def test_a_comment_is_added_once_however_often_it_is_pressed(sam):
    for _ in range(2):
        page = add_comment(sam, "What helped?", bank="team")

    assert page.names["team"] == ("What helped?",)


def test_a_name_in_a_comment_is_asked_about_before_it_is_added(sam):
    page = add_comment(sam, "Well done, Amina.", bank="team")

    assert page.names["proposal"] == "Well done, {name}."
    assert (page.names["is_added"], page.names["bank"], texts(bank_of(sam), "team")) == (
        False,
        "team",
        [],
    )


@pytest.mark.parametrize(
    ("names", "text"), [("replace", "Well done, {name}."), ("keep", "Well done, Amina.")]
)
def test_what_becomes_of_a_name_is_chosen(sam, names, text):
    add_comment(sam, "Well done, Amina.", names=names)

    assert texts(bank_of(sam)) == [text]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "comment_missing"), ("x" * 501, "too_long_for_bank"), ("\x00", "hidden_character")],
)
def test_a_comment_that_cannot_be_added_says_why_at_its_field(sam, text, code):
    page = add_comment(sam, text)

    assert (page.status, named(page.names["problems"])) == (422, [("text", code)])
    assert texts(bank_of(sam)) == []


def test_an_answer_that_does_not_exist_asks_again(sam):
    page = add_comment(sam, "Well done, Amina.", names="whatever")

    assert page.names["proposal"] == "Well done, {name}."
