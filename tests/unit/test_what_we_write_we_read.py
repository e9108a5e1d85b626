"""Whatever people have really done, the file of it is read back and is equal."""

import itertools
import json
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import a_form, a_framework, a_setup, an_area, areas, rounds
from fakes import FakeHost, FakeLedger, FakeStaff, answer
from matrix_xblock import participant, staff
from matrix_xblock.codec.common.previewed import mark_of_file
from matrix_xblock.codec.cpd.cpd import read_log
from matrix_xblock.codec.record import portable
from matrix_xblock.domain.errors import MatrixError
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.record import holdings
from matrix_xblock.domain.record.holdings import Holdings
from matrix_xblock.domain.record.record import ImportedReview
from matrix_xblock.domain.values.revisions import MOST_CHANGES
from matrix_xblock.participant import cpd, cpd_import, my_record, plans, progress, record_import

ELSEWHERE = "block-v1:Trust+NPQ+2027+type@matrix_review+block@other"
LONG = "I learned how to lead a team.\n" * 66
texts = st.sampled_from(
    [
        "",
        "Yes.",
        LONG,
        "é" * 1000,
        "👩🏽‍🏫" * 40,
        "=1+1",
        "'=x",
        "a\r\nb\x85c\u2028d",
        "hid\x00den",
        "\x1f",
    ]
)
keys = st.sampled_from(["one", "two", "three"])
area_ids = st.sampled_from(["subject", "leadership", "networks"])
round_ids = st.sampled_from(["baseline", "mid-point", "final"])
READERS = ("Fluent readers",)
THREE = a_setup(rounds=rounds(), priorities=READERS)
LEFT_OUT = a_setup(
    rounds=rounds(),
    priorities=READERS,
    framework=a_framework(version="2", areas=areas()[:2]),
)
JOINED = a_setup(
    rounds=rounds(),
    priorities=READERS,
    sharing=Sharing.LEVELS,
    framework=a_framework(version="3", areas=(an_area(was=("leadership", "networks")),)),
)


class Life:
    """One participant, the course team and an author, in a block of a made-up course."""

    def __init__(self):
        self.host = FakeHost(setup=THREE, title="A review\x00 of\x85 2026")
        self.team = FakeStaff(self.host.ledger, setup=THREE, who="Sam\x1f Taylor")
        self.presses = itertools.count(1)

    def later(self):
        self.host.time += timedelta(hours=5)
        self.team.time = self.host.time

    def do(self, use_case, *args, **form):
        """Send a form with the revision that the page has. A refusal is an answer as well."""
        self.later()
        try:
            return use_case(self.host, a_form(**form), *args)
        except MatrixError:
            return None

    def start(self, round_id):
        self.do(participant.start, round=round_id)

    def rate(self, round_id, area, text, level):
        seen = self.host.load().review(round_id).area(area).version.revision
        fields = {"reflection": text, "evidence": text[:1000], "level_id": level}
        self.do(participant.save_area, round=round_id, area=area, revision=str(seen), **fields)

    def tell(self, round_id, text):
        seen = self.host.load().review(round_id).answers.version.revision
        form = {"answer-next-step": text, "answer-moved": "yes", "revision": str(seen)}
        self.do(participant.save_answers, round=round_id, **form)

    def confide(self, round_id, text):
        seen = str(self.host.load_private(round_id).version.revision)
        form = {"answer-stay": text, "revision": seen}
        self.do(participant.save_private, round=round_id, **form)

    def sign_off(self, round_id):
        for area in ("subject", "leadership", "networks"):
            self.rate(round_id, area, "Done.", "growing")
        log, record = self.host.load_cpd(), self.host.load()
        went = {"cpd": list(log.glances), "opportunities": list(record.opportunities)}
        seen = str(record.review(round_id).revision)
        self.do(participant.sign_off, round=round_id, revision=seen, attach="yes", **went)

    def plan(self, key, text, area):
        step = self.host.load().next_steps.get(key)
        seen = str(step.revision if step else 0)
        form = {"text": text, "area": area, "outcome": text[:500], "priority": READERS[0]}
        self.do(plans.save_step, id=key, revision=seen, **form)

    def move_step(self, key, status):
        step = self.host.load().next_steps.get(key)
        if step:
            form = {"id": key, "status": status, "reason": "Because.", "revision": step.revision}
            self.do(plans.move_step, **{**form, "revision": str(step.revision)})

    def want(self, key, text):
        opportunity = self.host.load().opportunities.get(key)
        form = {"id": key, "type": "visit", "detail": text[:900], "host_setting": text[:90]}
        self.do(
            plans.save_opportunity, **form, revision=str(opportunity.revision if opportunity else 0)
        )

    def move(self, key, status):
        opportunity = self.host.load().opportunities.get(key)
        if opportunity:
            form = {"status": status, "reason": "cost", "note": "No cover."}
            self.do(plans.move_opportunity, id=key, revision=str(opportunity.revision), **form)

    def log(self, key, text, year):
        cpd_log = self.host.load_cpd()
        seen = str(cpd_log.entry(key).revision if key in cpd_log.glances else 0)
        day = {"start-day": "1", "start-month": "3", "start-year": str(year)}
        look = {"review_on-day": "1", "review_on-month": "4", "review_on-year": str(year)}
        words = {
            "title": text[:100],
            "learned": text,
            "areas": "talent:subject",
            "next_step": "one",
        }
        self.do(
            cpd.save, id=key, type="visit", minutes="2 h", revision=seen, **day, **look, **words
        )

    def unlog_and_put_back(self, key):
        cpd_log = self.host.load_cpd()
        if key in cpd_log.glances:
            page = self.do(cpd.remove, id=key, revision=str(cpd_log.entry(key).revision))
            self.do(cpd.restore, carried=page.names["carried"])

    def bring_table(self, text):
        rows = [f'"{text[:100].replace(chr(34), "")}",{n}/3/2026,{n},one' for n in range(1, 4)]
        content = "\n".join(["Title,Date,Hours,Id", *rows]).encode()
        self.do(cpd_import.read, content, confirm="yes", import_of=mark_of_file(content))

    def note(self, year, text):
        seen = self.host.load().year_notes.get(str(year))
        revision = str(seen.revision if seen else 0)
        self.do(progress.save_year, year=str(year), text=text, revision=revision)

    def comment(self, round_id, area, text, decision):
        """Have the team answer, as far as there is anything to answer."""
        self.later()
        try:
            texts = {area: text[:2000]}
            answer(
                self.team,
                self.host.participant.id,
                decision,
                round_id=round_id,
                reason="Say more.",
                comments=texts,
            )
        except MatrixError:
            return

    def mark(self, round_id, key, status):
        self.later()
        who = self.host.participant.id
        try:
            opened = staff.show(self.team, a_form(screen="person", participant=who, at=round_id))
            about = {"participant": who, "at": round_id, "opportunity": key, "reason": "cost"}
            press = {"press": f"press-{next(self.presses)}", "becomes": status}
            revised = str(opened.names["revision"])
            staff.answering.mark(self.team, a_form(**about, **press, revised=revised))
        except MatrixError:
            return

    def change_course(self, setup):
        self.host.setup = self.team.setup = setup

    def round_trip(self):
        """Take the record along and bring it back from another block."""
        there = FakeHost(ledger=FakeLedger(block=ELSEWHERE), setup=THREE)
        self.later()
        record_import.read(there, a_form(confirm="yes", own="yes"), self.file())
        page = record_import.read(self.host, a_form(confirm="yes", own="yes"), file_of(there))
        assert page.status == 200

    def file(self):
        return file_of(self.host)


def file_of(host):
    return my_record.download(host, a_form(format="json")).content.encode()


level_ids = st.sampled_from(["", "growing", "established", "godlike"])
years = st.sampled_from([1969, 2025, 2026, 2100, 9000])
step_statuses = st.sampled_from(["in-progress", "done", "dropped", "planned", "back"])
statuses = st.sampled_from(["offered", "agreed", "declined", "wanted", "not-possible", "back"])
actions = st.one_of(
    st.tuples(st.just("start"), round_ids),
    st.tuples(st.just("rate"), round_ids, area_ids, texts, level_ids),
    st.tuples(st.just("tell"), round_ids, texts),
    st.tuples(st.just("confide"), round_ids, texts),
    st.tuples(st.just("sign_off"), round_ids),
    st.tuples(st.just("plan"), keys, texts, area_ids),
    st.tuples(st.just("move_step"), keys, step_statuses),
    st.tuples(st.just("want"), keys, texts),
    st.tuples(st.just("move"), keys, statuses),
    st.tuples(st.just("log"), keys, texts, years),
    st.tuples(st.just("unlog_and_put_back"), keys),
    st.tuples(st.just("bring_table"), texts),
    st.tuples(st.just("note"), years, texts),
    st.tuples(
        st.just("comment"),
        round_ids,
        area_ids,
        texts,
        st.sampled_from(["comments", "returned", "accepted"]),
    ),
    st.tuples(st.just("mark"), round_ids, keys, statuses),
    st.tuples(st.just("change_course"), st.sampled_from([THREE, LEFT_OUT, JOINED])),
    st.tuples(st.just("round_trip")),
)


def lived(done):
    life = Life()
    life.start("baseline")
    for name, *values in done:
        getattr(life, name)(*values)
    return life


def all_of(holdings, place):
    """Give all that is held, whether a round is of this block or from another."""
    own = [
        ImportedReview(place.usage, place.title, each) for each in holdings.record.reviews.values()
    ]
    rounds_kept = sorted([*holdings.record.past, *own], key=lambda past: repr(past.review.saved_at))
    return (
        {(past.made_in, past.review.round_id, past.review.revision): past for past in rounds_kept},
        dict(holdings.record.next_steps),
        dict(holdings.record.opportunities),
        {key: note.text for key, note in holdings.record.year_notes.items() if note.text},
        {each.id: each for each in holdings.log.entries(holdings.log.glances)},
        holdings.private,
    )


def assert_comes_back(life):
    """The file is accepted in another block, says the same there, and brings nothing here."""
    file = portable.read(life.file())
    there = holdings.merge(
        Holdings(), file.holdings, made_in=file.place.usage, title=file.place.title
    )

    assert all_of(there, replace(file.place, usage=ELSEWHERE)) == all_of(file.holdings, file.place)
    page = record_import.read(life.host, a_form(), life.file())
    assert page.status == 200
    names = page.names
    assert (names["added"], names["replaced"], names["passed_over"]) == ((), (), ())
    assert not names["file"].has_more


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(actions, max_size=25))
def test_the_record_of_any_life_is_read_back_and_is_equal(done):
    life = lived(done)

    assert_comes_back(life)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(actions, max_size=25))
def test_the_cpd_log_of_any_life_is_read_back_and_is_equal(done):
    life = lived(done)
    log = life.host.load_cpd()
    entries = log.entries(log.glances)

    body = json.loads(cpd.download(life.host, a_form(format="json")).content)
    table = cpd.download(life.host, {}).content.encode()
    empty = FakeHost(setup=THREE)
    cpd_import.read(empty, a_form(confirm="yes", import_of=mark_of_file(table)), table)

    assert sorted(read_log(body).stored.values(), key=by_id) == sorted(entries, key=by_id)
    assert [shown(each) for each in sorted(all_entries(empty), key=by_id)] == [
        shown(each) for each in sorted(entries, key=by_id)
    ]


def by_id(entry):
    return entry.id


def all_entries(host):
    log = host.load_cpd()
    return log.entries(log.glances)


def shown(entry):
    """Give what a table holds of an entry: not where it was made, when it was saved, and links."""
    return replace(
        entry,
        source="",
        made_in="",
        made_in_title="",
        next_step="",
        opportunity="",
        created=None,
        updated=None,
        revision=0,
    )


def test_comments_on_one_area_that_are_long_together_come_back():
    life = lived([("sign_off", "baseline")])
    for text in ("a", "b", "c"):
        life.comment("baseline", "subject", text * 2000, "comments")
    life.comment("baseline", "subject", "d" * 2000, "returned")
    life.rate("baseline", "subject", "More.", "growing")

    assert_comes_back(life)


def test_a_history_that_the_team_has_gone_on_with_keeps_its_length():
    life = lived([("want", "one", "A visit.")])
    for _ in range(12):
        life.move("one", "declined")
        life.move("one", "wanted")
    life.sign_off("baseline")
    life.mark("baseline", "one", "offered")
    life.mark("baseline", "one", "agreed")
    page = my_record.show(life.host, {})

    opportunity = participant.review_context.load_context(
        life.host, "baseline"
    ).record.opportunities["one"]

    assert page.status == 200
    assert opportunity.status == "agreed"
    assert len(opportunity.history) == MOST_CHANGES
    assert_comes_back(life)


def test_a_name_of_somebody_of_the_team_with_a_hidden_character_comes_back():
    life = lived([("want", "one", "A visit."), ("sign_off", "baseline")])
    life.mark("baseline", "one", "offered")

    assert_comes_back(life)
