"""A record from another course: what is said of it before, what comes in, and the way back."""

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import replace

import pytest

from builders import NOW, a_form, a_record, a_setup, a_signed_off_review, answers, days
from fakes import FakeHost, FakeLedger
from files_of_every_kind import FILES, content_of
from matrix_xblock.codec.record import portable, undo_slip
from matrix_xblock.codec.record.undo_slip import LONGEST
from matrix_xblock.domain.cpd import cpd
from matrix_xblock.domain.cpd.cpd import MOST_ENTRIES, CpdEntry, CpdType, Goal
from matrix_xblock.domain.plans.next_step import NextStep, StepChange, StepStatus
from matrix_xblock.domain.record.holdings import MOST_PRIVATE
from matrix_xblock.domain.record.record import YearNote
from matrix_xblock.participant import my_record, record_import

OTHER = "block-v1:Trust+NPQ+2025+type@matrix_review+block@other"
TODAY = NOW.date()


def a_host(*reviews, **changes):
    return FakeHost(record=a_record(*reviews), setup=a_setup(), **changes)


def elsewhere(*reviews, **changes):
    return a_host(*reviews, ledger=FakeLedger(block=OTHER), title="Last year", **changes)


def with_steps(host, *steps):
    host.save(replace(host.load(), next_steps={each.id: each for each in steps}))
    return host


def with_entries(host, *entries):
    host.save_cpd(cpd.bring(host.load_cpd(), entries))
    return host


def step(text, *, at=NOW, **changes):
    history = (StepChange(StepStatus.PLANNED, NOW),)
    return NextStep("visit", text, history=history, created=NOW, updated=at, revision=1, **changes)


def entry(key, title="A visit", *, at=NOW):
    return CpdEntry(key, title, CpdType.VISIT, TODAY, created=NOW, updated=at, revision=1)


def file_of(host):
    return my_record.download(host, a_form(format="json")).content.encode()


def read(host, content, **form):
    return record_import.read(host, a_form(**form), content)


def brought(host, content):
    return read(host, content, confirm="yes", own="yes").names


def undone(host, names):
    return read(host, b"", undo="yes", slip=names["slip"])


def packed(body):
    return b64encode(zlib.compress(json.dumps(body).encode())).decode()


def unpacked(slip):
    return json.loads(zlib.decompress(b64decode(slip)))


def without_counts(host):
    """What is stored, whatever the number of saves."""

    def bare(value):
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if not k.endswith("revision")}
        return [bare(each) for each in value] if isinstance(value, list) else value

    log = host.load_cpd()
    return (
        bare(host.stored),
        host.load_every_private(),
        {each.id: replace(each, revision=0) for each in log.entries(log.glances)},
        log.goal,
    )


def test_before_anything_is_saved_it_says_what_is_new_newer_older_and_here_already():
    here = with_entries(with_steps(a_host(), step("Ask.")), entry("a", "Mine"), entry("same"))
    other = with_steps(elsewhere(a_signed_off_review()), step("Ask again.", at=days(1)))
    with_entries(other, entry("a", "Theirs", at=days(-1)), entry("same"), entry("new"))
    before = here.state

    names = read(here, file_of(other)).names

    assert names["added"] == (("round", 1), ("entry", 1))
    assert names["replaced"] == (("step", 1),)
    assert names["passed_over"] == (("entry", 1),)
    assert names["same"] == 1
    assert here.state == before


def test_a_goal_a_summary_and_private_answers_that_are_here_are_named_as_left_out():
    def host_with(make, minutes):
        host = make()
        host.save(replace(host.load(), year_notes={"2025": YearNote(f"{minutes} minutes")}))
        log = host.load_cpd()
        host.save_cpd(replace(log, goal=Goal(minutes, TODAY, TODAY)))
        host.save_every_private({"block": {"baseline": answers(stay=[str(minutes)])}})
        return host

    names = read(host_with(a_host, 60), file_of(host_with(elsewhere, 90))).names

    assert names["passed_over"] == (("year", 1), ("goal", 1), ("private", 1))
    assert (names["added"], names["replaced"]) == ((), ())


def test_what_stays_in_the_file_is_named_with_how_many():
    other = elsewhere(a_signed_off_review())
    my_record.save_consent(other, a_form(given="yes"))

    assert read(a_host(), file_of(other)).names["file"].to_read == (("consents", 1),)


@pytest.mark.parametrize(
    ("path", "value"),
    [(("gift",), 1), (("record", "gift"), 1), (("cpd", "entries", 0, "gift"), 1)],
    ids=str,
)
def test_details_that_this_version_does_not_know_are_not_dropped_without_a_word(path, value):
    body = json.loads(file_of(with_entries(elsewhere(), entry("a"))))
    inner = body
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value

    assert read(a_host(), json.dumps(body).encode()).names["file"].has_more


def test_a_file_of_ours_has_no_details_that_we_do_not_know():
    other = with_entries(with_steps(elsewhere(a_signed_off_review()), step("Ask.")), entry("a"))
    assert not read(a_host(), file_of(other)).names["file"].has_more


def test_an_import_is_undone_in_one_press():
    here = with_entries(with_steps(a_host(), step("Ask.")), entry("a", "Mine"))
    other = with_steps(elsewhere(a_signed_off_review()), step("Ask again.", at=days(1)))
    with_entries(other, entry("a", "Theirs", at=days(1)), entry("new"))
    before = without_counts(here)

    names = brought(here, file_of(other))
    assert without_counts(here) != before
    page = undone(here, names)

    assert page.status == 200
    assert page.names["undone"] == (("round", 1), ("entry", 2), ("step", 1))
    assert page.names["stayed"] == ()
    assert without_counts(here) == before


def test_a_tab_that_shows_an_emptied_summary_cannot_save_over_the_one_that_came_in():
    here, other = a_host(), elsewhere()
    here.save(replace(here.load(), year_notes={"2025": YearNote("", 2)}))
    other.save(replace(other.load(), year_notes={"2025": YearNote("A good year.", 2)}))

    brought(here, file_of(other))

    assert here.load().year_notes["2025"] == YearNote("A good year.", 3)


def test_what_has_changed_since_stays_and_is_named():
    here = a_host()
    names = brought(here, file_of(with_entries(elsewhere(), entry("a"), entry("b"))))
    with_entries(here, replace(entry("a", "My own words"), revision=5))

    shown = undone(here, names).names

    assert (shown["undone"], shown["stayed"]) == ((("entry", 1),), (("entry", 1),))
    assert [each.title for each in here.load_cpd().entries(["a"])] == ["My own words"]


def test_what_was_deleted_since_is_neither_there_nor_named():
    here = a_host()
    names = brought(here, file_of(with_entries(elsewhere(), entry("a"))))
    here.save_cpd(cpd.remove(here.load_cpd(), "a", seen=1))

    shown = undone(here, names).names

    assert (shown["undone"], shown["stayed"]) == ((), ())


def test_undoing_twice_changes_nothing_more():
    here = with_steps(a_host(), step("Ask."))
    names = brought(here, file_of(with_steps(elsewhere(), step("Again.", at=days(1)))))
    undone(here, names)
    once = here.state

    undone(here, names)

    assert here.state == once


def test_a_tab_that_shows_what_came_in_cannot_save_over_what_was_put_back():
    here = with_steps(a_host(), step("Ask."))
    names = brought(here, file_of(with_steps(elsewhere(), step("Again.", at=days(1)))))
    came_in = here.load().next_steps["visit"].revision

    undone(here, names)

    assert here.load().next_steps["visit"].text == "Ask."
    assert here.load().next_steps["visit"].revision > came_in


@pytest.mark.parametrize(
    "slip",
    [
        "",
        "{",
        "é",
        "eJw=",
        "AAAA",
        *(packed(each) for each in ([], "x", {"owner": "x", "marks": [], "before": {}}, {})),
        packed({"owner": "x", "marks": [[1, "x"]], "before": None}),
    ],
)
def test_a_slip_that_is_none_undoes_nothing(slip):
    here = with_entries(a_host(), entry("a"))
    before = here.state

    page = read(here, b"", undo="yes", slip=slip)

    assert page.status == 422
    assert [each.code for each in page.names["problems"]] == ["cannot_undo"]
    assert here.state == before


def test_a_slip_cannot_remove_what_did_not_come_in_as_it_is():
    here = with_entries(a_host(), entry("a"))
    slip = unpacked(brought(here, file_of(with_entries(elsewhere(), entry("b"))))["slip"])
    slip["marks"] = [["entry", "a", "0" * 16]]
    before = here.state

    page = undone(here, {"slip": packed(slip)})

    assert page.names["stayed"] == (("entry", 1),)
    assert here.state == before


def test_an_import_that_replaces_a_full_log_is_undone_in_one_press():
    mine = [replace(entry(f"e{n}"), learned=f"{n} {'A visit. ' * 40}") for n in range(MOST_ENTRIES)]
    here = with_entries(a_host(), *mine)
    theirs = (replace(each, learned="Theirs", updated=days(1)) for each in mine)
    before = without_counts(here)

    names = brought(here, file_of(with_entries(elsewhere(), *theirs)))
    shown = undone(here, names).names

    assert names["replaced"] == shown["undone"] == (("entry", MOST_ENTRIES),)
    assert without_counts(here) == before


@pytest.mark.parametrize("bound", ["LONGEST", "LARGEST", "MOST_BRACKETS", "MOST_COMMAS"])
def test_that_an_import_is_too_large_to_be_undone_is_said_before(monkeypatch, bound):
    monkeypatch.setattr(undo_slip, bound, 9)
    here = with_entries(a_host(), entry("a"))
    other = with_entries(elsewhere(), entry("a", "Theirs", at=days(1)))

    names = read(here, file_of(other)).names

    assert names["replaced"] == (("entry", 1),)
    assert not names["can_undo"]


@pytest.mark.parametrize("change", [{"who": "somebody-else"}, {"ledger": FakeLedger(block=OTHER)}])
def test_a_slip_of_another_person_or_course_undoes_nothing(change):
    content = file_of(with_entries(elsewhere(), entry("a")))
    slip = brought(a_host(), content)
    there = a_host(**change)
    brought(there, content)
    before = there.state

    page = undone(there, slip)

    assert (page.status, codes(page)) == (422, ["cannot_undo"])
    assert there.state == before


def test_a_slip_that_unpacks_to_more_than_any_of_ours_is_not_read(monkeypatch):
    monkeypatch.setattr(undo_slip, "read_json", None)
    here = a_host()
    brackets, commas = b"[" * (undo_slip.MOST_BRACKETS + 1), b"1," * (undo_slip.MOST_COMMAS + 1)
    for words in (b" " * (undo_slip.LARGEST + 1), brackets, b"[%b1]" % commas):
        slip = {"slip": b64encode(zlib.compress(words)).decode()}
        assert codes(undone(here, slip)) == ["cannot_undo"]


def test_a_file_that_breaks_off_is_called_that():
    content = file_of(elsewhere(a_signed_off_review()))
    page = read(a_host(), content[: len(content) // 2])
    assert [each.code for each in page.names["problems"]] == ["record_cut_off"]


def codes(page):
    return [each.code for each in page.names["problems"]]


@pytest.mark.parametrize("path", [("record", "next_steps"), ("cpd", "entries")], ids=str)
def test_of_two_things_with_one_id_none_is_dropped_without_a_word(path):
    body = json.loads(file_of(with_entries(with_steps(elsewhere(), step("Ask.")), entry("a"))))
    part, name = path
    body[part][name] *= 2

    assert codes(read(a_host(), json.dumps(body).encode())) == ["file_broken_at"]


def test_of_two_values_with_one_key_none_is_dropped_without_a_word():
    content = file_of(with_entries(elsewhere(), entry("a"))).decode()
    assert codes(read(a_host(), f'{content[:-1]}, "cpd": {{}}}}'.encode())) == ["file_broken_at"]


@pytest.mark.parametrize(
    "part",
    [
        {"record": {"version": 3, "rounds": {f"r{number}": {} for number in range(1000)}}},
        {"cpd": {"version": 1, "entries": [{}] * 6000}},
        {
            "private": {
                "version": 1,
                "answers": {"a": {f"r{number}": {} for number in range(100_000)}},
            }
        },
        {"record": {"version": 3, "gift": [[]] * 100_000}},
    ],
    ids=["rounds", "entries", "private answers", "unknown"],
)
def test_a_file_of_more_things_than_anybody_has_is_refused_before_they_are_read(part, monkeypatch):
    monkeypatch.setattr(portable, "Holdings", None)
    body = {"format": portable.FORMAT, "version": 1, **part}
    assert codes(read(a_host(), json.dumps(body).encode())) == ["file_broken_at"]


def test_private_answers_to_more_rounds_than_anybody_has_do_not_come_in():
    other = elsewhere()
    rounds = {f"r{number}": answers(stay=["x"]) for number in range(MOST_PRIVATE + 1)}
    other.save_every_private({"block": rounds})
    here = a_host()
    before = here.state

    page = read(here, file_of(other), confirm="yes", own="yes")

    assert codes(page) == ["record_too_many_answers"]
    assert here.state == before


def test_a_slip_that_is_longer_than_any_of_ours_is_not_read():
    here = a_host()
    slip = brought(here, file_of(with_entries(elsewhere(), entry("a"))))["slip"]
    assert codes(read(here, b"", undo="yes", slip=slip + " " * LONGEST)) == ["cannot_undo"]


ON_THE_RECORD_SCREEN = {
    "nothing": "file_missing",
    "record cut off": "record_cut_off",
}
HAVE_A_PLACE = {each.value for each in record_import._HAVE_A_PLACE}


@pytest.mark.parametrize("name", sorted({*FILES} - {"record"}))
def test_a_file_of_another_kind_is_called_by_its_name(name):
    kind = FILES[name][0]
    code = ON_THE_RECORD_SCREEN.get(name) or (
        f"is_{kind}" if kind in HAVE_A_PLACE else "not_this_kind"
    )

    [problem] = read(a_host(), content_of(name)).names["problems"]

    assert problem.code == code
    assert problem.values.get("kind", kind) == kind
