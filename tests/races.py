"""Requests that meet: what a page sends from several tabs at the same moment, round after round.

Every request of a round has loaded its block before any of them begins, as the platform does.
"""

import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import cache, partial
from itertools import count
from threading import Barrier
from types import SimpleNamespace
from uuid import uuid4

import hosts
from builders import a_complete_review, a_form, a_framework, a_record, a_review, a_setup, an_area
from fakes import FakeHost, FakeLedger, FakeNotifications, FakeStaff, Preferences
from lms_site.courseware.field_data import Tables
from matrix_xblock import participant, staff
from matrix_xblock.codec.common.previewed import mark_of_file
from matrix_xblock.codec.framework.authored import write_framework
from matrix_xblock.codec.review import ledger as rows
from matrix_xblock.codec.review.responses import read_responses
from matrix_xblock.domain.errors import Busy, MatrixError
from matrix_xblock.domain.review.review import Status
from matrix_xblock.domain.staff.drafts import DraftKey
from matrix_xblock.domain.values.ledger_rows import TEAM, Kind
from matrix_xblock.host.staff_host import BlockStaff
from matrix_xblock.staff.reminders import remind as remind_people

AREAS = ("one", "two", "three", "four", "five", "six")
FRAMEWORK = a_framework(areas=tuple(an_area(id=each, name=each) for each in AREAS))
MOST_TRIES = 50
DAY = {"start-day": "2", "start-month": "3", "start-year": "2026"}
SAVED = 200
A_POST = a_form(id="post", opportunity="visit", title="A day in a special school")


class FakePerson:
    """Somebody in memory: every request meets the same host."""

    def __init__(self, name, ledger, *, is_staff=False):
        if is_staff:
            self.host = FakeStaff(ledger, setup=a_setup(framework=FRAMEWORK), who=name)
        else:
            self.host = FakeHost(
                setup=a_setup(framework=FRAMEWORK),
                ledger=ledger,
                who=name,
                preferences=Preferences(),
            )

    def request(self):
        return self.host

    def end(self, host):
        """There is nothing left to be saved."""

    def lead(self):
        """Make them an instructor."""
        self.host.is_instructor = True


class InMemory:
    """A site in memory."""

    def __init__(self):
        self._names = count(1)
        self._usage = 0

    def new_block(self):
        self.ledger = FakeLedger()

    def person(self, *, is_staff=False):
        kind = "staff" if is_staff else "person"
        return FakePerson(f"{kind}{next(self._names)}", self.ledger, is_staff=is_staff)

    def close(self):
        """There is nothing open."""


class Unwatched(Tables):
    """Rows that nobody looks at whenever something is published."""

    stored = ()


class TablePerson:
    """Somebody whose fields are in the tables of the LMS: each request loads them anew."""

    def __init__(self, user_id, usage, make):
        self.host = make(
            user_id=user_id,
            usage=usage,
            state=Unwatched(user_id, usage),
            authored={"framework": write_framework(FRAMEWORK)},
            site={},
        )
        anonymous = {"edx-platform.anonymous_user_id": f"anon-{user_id}"}
        self.host.attributes = {**self.host.attributes, **anonymous}

    def request(self):
        return BlockStaff(self.host.block())

    def end(self, host):
        host._block.save()

    def lead(self):
        """Make them an instructor: they are one."""


class InTables:
    """A site over the tables of the LMS, which does not log its queries."""

    def __init__(self):
        from django.conf import settings

        settings.DEBUG = False
        self._numbers = count(1)

    def new_block(self):
        self.usage = hosts.UsageKey(hosts.COURSE, f"block-{next(self._numbers)}")

    def person(self, *, is_staff=False):
        from django.contrib.auth.models import User

        user = User.objects.create(username=f"user-{next(self._numbers)}")
        return TablePerson(user.pk, self.usage, hosts.staff if is_staff else hosts.lms)

    def close(self):
        from django.db import connections

        connections.close_all()


class Requests:
    """Workers that send requests at the same moment."""

    def __init__(self, site):
        self.site = site
        self.tries = Counter()
        self._pool = ThreadPoolExecutor(len(AREAS))
        # An executor makes threads as it thinks fit, and may think one idle that is not: requests
        # that wait for each other would wait for ever. So all are made while none can be idle.
        self._each(lambda: None)

    def together(self, *sends):
        """Send all at once; give what each was answered, by HTTP status or code of a refusal."""
        start = Barrier(len(sends))
        running = [self._pool.submit(self._send, start, *each) for each in sends]
        return [each.result() for each in running]

    def _send(self, start, person, use, *sent):
        host = person.request()
        start.wait()
        for _ in range(MOST_TRIES):
            try:
                return attempt(person, host, use, *sent)
            except Busy:
                self.tries["busy"] += 1
                host = person.request()
            except MatrixError as refused:
                person.end(host)
                return refused.code
        return "busy"

    def close(self):
        # Each worker holds a connection of its own.
        self._each(self.site.close)
        self._pool.shutdown()

    def _each(self, act):
        """Let each worker do something, all at once."""
        start = Barrier(len(AREAS))

        def run():
            start.wait()
            act()

        for each in [self._pool.submit(run) for _ in AREAS]:
            each.result()


def attempt(person, host, use, *sent):
    """Run a use-case as the edge does, and end the request as the runtime does."""
    with nullcontext() if use is staff.offering.offer else host.lock():
        page = use(host, *sent)
    person.end(host)
    return page.status


def alone(person, act):
    """Do something as a whole request that meets nobody."""
    host = person.request()
    with host.lock():
        answer = act(host)
    person.end(host)
    return answer


@contextmanager
def requests(site):
    """Have workers, whose threads are changed for each other as often as can be."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    workers = Requests(site)
    try:
        yield workers
    finally:
        workers.close()
        sys.setswitchinterval(usual)


def area_form(area, text, *, revision=0):
    return a_form(
        round="baseline", area=area, level_id="growing", reflection=text, revision=str(revision)
    )


def entry_form(key):
    return a_form(id=key, revision="0", title=f"Visit {key}", type="visit", **DAY)


def log_of(person):
    log = person.request().load_cpd()
    return {entry.id for entry in log.entries(log.glances)}


def review_of(person):
    return person.request().load().review("baseline")


def begun(site, review):
    site.new_block()
    person = site.person()
    alone(person, lambda host: host.save(a_record(review)))
    return person


def complete():
    return a_complete_review(FRAMEWORK)


# Each scenario is one round. It gives what has gone wrong in it, in words; nothing is right.


def six_areas(workers):
    """Six areas are saved at once."""
    person = begun(workers.site, a_review())
    sends = [(person, participant.save_area, area_form(area, f"About {area}")) for area in AREAS]

    answers = workers.together(*sends)

    areas = review_of(person).areas
    for area, status in zip(AREAS, answers, strict=True):
        if status != SAVED:
            yield f"refused: {status}"
        elif area not in areas or areas[area].reflection != f"About {area}":
            yield "lost"


def two_entries(workers):
    """Two first entries join the CPD log at once."""
    workers.site.new_block()
    person = workers.site.person()
    sends = [(person, participant.cpd.save, entry_form(key)) for key in ("first", "second")]

    answers = workers.together(*sends)

    yield from (f"refused: {status}" for status in answers if status != SAVED)
    yield from ("lost" for _ in {"first", "second"} - log_of(person))


def two_later_entries(workers):
    """Two more entries join a log at once."""
    person = begun(workers.site, a_review())
    alone(person, lambda host: participant.cpd.save(host, entry_form("before")))
    sends = [(person, participant.cpd.save, entry_form(key)) for key in ("one-more", "another")]

    answers = workers.together(*sends)

    yield from (f"refused: {status}" for status in answers if status != SAVED)
    yield from ("lost" for _ in {"before", "one-more", "another"} - log_of(person))


def save_against_sign_off(workers):
    """An area is saved while the review is signed off."""
    person = begun(workers.site, complete())

    saved, signed = workers.together(
        (person, participant.save_area, area_form("one", "The newest words")),
        (person, participant.sign_off, a_form(round="baseline", revision="1")),
    )

    host, review = person.request(), review_of(person)
    bodies = rows.latest_rows(
        host.ledger.entries(host.participant.id, Kind.SNAPSHOT), "baseline", 1
    )
    shown, _ = rows.read_snapshot(bodies)
    if signed != SAVED or review.status is not Status.SIGNED_OFF:
        yield "not signed off"
    if shown.areas["one"].reflection != review.areas["one"].reflection:
        yield "the ledger and the record differ"
    if saved == SAVED and review.areas["one"].reflection != "The newest words":
        yield "lost"


def save_against_what_was_read(workers):
    """An area is saved while the review is signed off as it was read."""
    person = begun(workers.site, complete())
    read = str(review_of(person).saves)

    saved, signed = workers.together(
        (person, participant.save_area, area_form("one", "Not read")),
        (person, participant.sign_off, a_form(round="baseline", revision="1", saves=read)),
    )

    review = review_of(person)
    is_signed_off = review.status is Status.SIGNED_OFF
    if (saved == SAVED) is (signed == SAVED) or is_signed_off is not (signed == SAVED):
        yield f"both or neither: {saved} and {signed}"
    if is_signed_off and review.areas["one"].reflection == "Not read":
        yield "signed off unread"


def two_sign_offs(workers):
    """The button is pressed twice."""
    person = begun(workers.site, complete())
    send = (person, participant.sign_off, a_form(round="baseline", revision="1"))

    answers = workers.together(send, send)

    host = person.request()
    revisions = len(host.ledger.entries(host.participant.id, Kind.SUMMARY))
    if answers != [SAVED, SAVED]:
        yield f"refused: {answers}"
    if revisions != 1 or review_of(person).revision != 1:
        yield "phantom revision"


def save_against_delete(workers):
    """Drafts are deleted while private answers are saved: nothing of them comes back."""
    person = begun(workers.site, a_review())
    about = {"round": "baseline", "revision": "0"}
    first, newer = (a_form(**about, **{"answer-stay": text}) for text in ("Time.", "A mentor."))
    alone(person, lambda host: participant.save_private(host, first))

    _, deleted = workers.together(
        (person, participant.save_private, {**newer, "revision": ["1"]}),
        (person, participant.my_record.delete_drafts, a_form(confirm="yes")),
    )

    host = person.request()
    if deleted != SAVED:
        yield f"refused: {deleted}"
    if "baseline" in host.load().reviews or host.load_every_private():
        yield "what was deleted is there again"


def import_against_add(workers):
    """A record is brought in while an entry joins the log and an area is saved."""
    person = begun(workers.site, a_review())
    alone(person, lambda host: participant.cpd.save(host, entry_form("before")))

    answers = workers.together(
        (person, participant.record_import.read, a_form(confirm="yes", own="yes"), a_record_file()),
        (person, participant.cpd.save, entry_form("added")),
        (person, participant.save_area, area_form("one", "Words")),
    )

    yield from (f"refused: {status}" for status in answers if status != SAVED)
    yield from ("lost" for _ in {"before", "brought", "added"} - log_of(person))
    if review_of(person).areas["one"].reflection != "Words":
        yield "lost"


def the_same_import_twice(workers):
    """Two taps on one button, and another file at the same moment: each row comes in once."""
    person = begun(workers.site, a_review())
    one, other = b"Title,Date\nOne,3/3/2026\n", b"Title,Date\nOther,4/3/2026\n"

    answers = workers.together(
        *(
            (
                person,
                participant.cpd_import.read,
                a_form(confirm="yes", import_of=mark_of_file(content)),
                content,
            )
            for content in (one, one, other)
        )
    )

    yield from (f"refused: {status}" for status in answers if status != SAVED)
    log = person.request().load_cpd()
    titles = Counter(entry.title for entry in log.entries(log.glances))
    if titles != {"One": 1, "Other": 1}:
        yield f"log: {dict(titles)}"


def two_imports(workers):
    """A record is brought in by a double tap, and undone while an entry joins the log."""
    person = begun(workers.site, a_review())
    slips = []

    def bring(host, *sent):
        page = participant.record_import.read(host, *sent)
        slips.append(page.names["slip"])
        return page

    send = (person, bring, a_form(confirm="yes", own="yes"), a_record_file())
    taps = workers.together(send, send)
    once = log_of(person)
    undo = a_form(undo="yes", slip=max(slips))
    answers = workers.together(
        (person, participant.record_import.read, undo, b""),
        (person, participant.cpd.save, entry_form("added")),
    )

    yield from (f"refused: {status}" for status in (*taps, *answers) if status != SAVED)
    if once != {"brought"}:
        yield f"{len(once)} entries came in"
    if log_of(person) != {"added"}:
        yield "not undone, or lost"


def staff_drafts(workers):
    """Somebody of the course staff has a comment on each of several areas saved at once."""
    person, tutor = begun(workers.site, complete()), workers.site.person(is_staff=True)
    alone(person, lambda host: participant.sign_off(host, a_form(round="baseline", revision="1")))
    alone(tutor, lambda host: staff.bank.add(host, a_form(id="one", phrase="What helped?")))
    who, chosen = person.request().participant.id, AREAS[:2]
    about = {"participant": who, "at": "baseline", "revised": "1", "revision": "0"}

    answers = workers.together(
        *(
            (tutor, staff.answering.save_note, a_form(**about, area=area, text=f"On {area}"))
            for area in chosen
        )
    )

    host = tutor.request()
    staff_drafts = host.load_drafts()
    for area, status in zip(chosen, answers, strict=True):
        if status != SAVED:
            yield f"refused: {status}"
        elif (
            staff_drafts.draft(DraftKey(host.place.usage, who, "baseline", area)).text
            != f"On {area}"
        ):
            yield "lost"
    drafting = [e for e in host.ledger.entries(who, Kind.RESPONSE) if e.body["type"] == "drafting"]
    if len(drafting) > 1:
        yield "told twice that somebody is at work"


def two_offers(workers):
    """Two of the course team offer what somebody has asked for who has signed nothing off."""
    person = begun(workers.site, a_review())
    first, second = (workers.site.person(is_staff=True) for _ in range(2))
    alone(first, lambda host: staff.board.post(host, A_POST))
    alone(person, lambda host: participant.plans.show_interest(host, a_form(post="post")))
    who, name = person.request().participant.id, wanted_of(person)
    form = {"offer": "visit", "what": "A day", "to": f"{who}:{name}"}

    answers = workers.together(
        (first, staff.offering.offer, a_form(**form, press="one")),
        (second, staff.offering.offer, a_form(**form, press="two")),
    )

    rows = person.request().ledger.entries(who, Kind.RESPONSE)
    marks = [each for each in rows if each.body["type"] == "marked"]
    if sorted(answers) != [SAVED, 409]:
        yield f"told: {sorted(answers)}"
    if len(marks) != 1:
        yield f"offered {len(marks)} times"


def two_edits_of_a_phrase(workers):
    """Two instructors edit a phrase of their team at once, as one more is added."""
    begun(workers.site, a_review())
    first, second = (workers.site.person(is_staff=True) for _ in range(2))
    added = f"p{uuid4().hex}"
    alone(first, lambda host: staff.bank.add(host, a_form(id=added, bank="team", phrase=added)))
    about = {"id": added, "bank": "team", "revision": "0"}
    for each in (first, second):
        each.lead()

    answers = workers.together(
        (first, staff.bank.edit, a_form(**about, phrase=f"{added} one")),
        (second, staff.bank.edit, a_form(**about, phrase=f"{added} two")),
        (second, staff.bank.add, a_form(id="x", bank="team", phrase=f"{added} new")),
    )

    shown = staff.show(first.request(), a_form(screen="bank")).names["team"]
    texts = {line.phrase.text for line in shown if line.phrase.text.startswith(added)}
    if sorted(answers[:2]) != [SAVED, 409] or answers[2] != SAVED:
        yield f"told: {answers}"
    if len(texts) != 2 or f"{added} new" not in texts:
        yield "lost"
    for line in shown:
        form = a_form(id=line.phrase.id, bank="team", revision=str(line.phrase.revision))
        alone(first, partial(staff.bank.remove, form=form))


def wanted_of(person):
    """Give the id of what somebody has asked for."""
    [wanted] = person.request().load().opportunities
    return wanted


def signed_off(site):
    """Give somebody who has signed off, and what the list of staff says of it."""
    person = begun(site, complete())
    alone(person, lambda host: participant.sign_off(host, a_form(round="baseline", revision="1")))
    host = site.person(is_staff=True).request()
    [line] = staff.show(host, a_form(screen="reviews")).names["lines"]
    return person, line.key


def decided(person, who):
    host = person.request()
    responses = read_responses(host.ledger.entries(who, Kind.RESPONSE))
    return [each.kind.value for each in responses.decisions]


def two_at_one_review(workers):
    """Two of the course staff accept the same review from the list, and a third returns it."""
    person, key = signed_off(workers.site)
    who = person.request().participant.id
    sam, lena, ravi = (workers.site.person(is_staff=True) for _ in range(3))
    back = {"decision": "returned", "reason": "Why?", "seen": "0", "press": "back"}
    about = {"participant": who, "at": "baseline", "revised": "1"}

    answers = workers.together(
        (sam, staff.accepting.accept, a_form(press="sam", line=key)),
        (lena, staff.accepting.accept, a_form(press="lena", line=key)),
        (ravi, staff.answering.respond, a_form(**about, **back)),
    )

    if answers[:2] != [SAVED, SAVED]:
        yield f"refused: {answers}"
    if len(decided(sam, who)) != 1:
        yield f"decided {len(decided(sam, who))} times"
    accesses = sam.request().ledger.entries(who, Kind.ACCESS)
    accepted = sum(each.body["what"] == "accept" for each in accesses)
    if accepted != decided(sam, who).count("accepted"):
        yield "the trail differs from what was decided"


def a_double_press(workers):
    """Somebody presses twice to accept what is selected."""
    person, key = signed_off(workers.site)
    who = person.request().participant.id
    sam = workers.site.person(is_staff=True)
    send = (sam, staff.accepting.accept, a_form(press="one", line=key))

    answers = workers.together(send, send)

    if answers != [SAVED, SAVED]:
        yield f"refused: {answers}"
    if decided(sam, who) != ["accepted"]:
        yield "accepted twice"


def accepted_while_it_is_signed_off_again(workers):
    """A review is accepted from the list while its participant gets a new version in."""
    person, key = signed_off(workers.site)
    who = person.request().participant.id
    sam, lena = (workers.site.person(is_staff=True) for _ in range(2))
    back = {"decision": "returned", "reason": "Why?", "seen": "0", "press": "back"}
    about = {"participant": who, "at": "baseline", "revised": "1"}
    alone(lena, lambda host: staff.answering.respond(host, a_form(**about, **back)))
    alone(person, lambda host: participant.save_area(host, area_form("one", "New", revision=1)))

    _, signed = workers.together(
        (sam, staff.accepting.accept, a_form(press="sam", line=key)),
        (person, participant.sign_off, a_form(round="baseline", revision="2")),
    )

    if signed != SAVED:
        yield f"not signed off: {signed}"
    if decided(sam, who) != ["returned"]:
        yield "accepted what nobody had seen"


@cache
def a_record_file():
    """Give a record of elsewhere, with one entry of the CPD log."""
    site = InMemory()
    site.new_block()
    other = site.person()
    other.host.ledger.block = "block-v1:Trust+Other+2026+type@matrix_review+block@there"
    alone(other, lambda host: participant.cpd.save(host, entry_form("brought")))
    download = participant.my_record.download(other.request(), a_form(format="json"))
    return json.dumps(json.loads(download.content)).encode()


def notified(use, *sent):
    """Give a use-case on a platform that takes notifications."""

    def run(host):
        host.notifications = FakeNotifications(is_on=True)
        use(host, *sent)
        return SimpleNamespace(status=SAVED)

    return run


def remind(host, people, press):
    remind_people(host, "baseline", people, press=press)


def two_reminders(workers):
    """Two of the course staff remind the same two people at once."""
    workers.site.new_block()
    people = [workers.site.person() for _ in range(2)]
    for each in people:
        alone(each, lambda host: participant.start(host, a_form(round="baseline")))
    who = [each.request().participant.id for each in people]

    answers = workers.together(
        *(
            (workers.site.person(is_staff=True), notified(remind, ids, press))
            for press, ids in (("one", who), ("two", who[::-1]))
        )
    )

    host = workers.site.person(is_staff=True).request()
    yield from (f"refused: {status}" for status in answers if status != SAVED)
    for each in who:
        if (number := len(host.ledger.entries(each, Kind.REMINDER))) != 1:
            yield f"reminded {number} times"


def two_summaries(workers):
    """Two people have something for the course team at once."""
    people = [begun(workers.site, complete())]
    people.append(workers.site.person())
    signed = a_form(round="baseline", revision="1")
    alone(people[0], lambda host: participant.sign_off(host, signed))

    answers = workers.together(*((each, notified(participant.team.tell)) for each in people))

    host = people[0].request()
    yield from (f"refused: {status}" for status in answers if status != SAVED)
    if (number := len(host.ledger.entries(TEAM, Kind.DIGEST))) != 1:
        yield f"{number} summaries"


SCENARIOS = (
    six_areas,
    two_entries,
    two_later_entries,
    save_against_sign_off,
    save_against_what_was_read,
    two_sign_offs,
    save_against_delete,
    import_against_add,
    the_same_import_twice,
    staff_drafts,
)
OF_COLLEAGUES = (
    two_offers,
    two_edits_of_a_phrase,
    two_reminders,
    two_summaries,
    two_at_one_review,
    a_double_press,
    accepted_while_it_is_signed_off_again,
)
"""Two of the course team, or one of them and a participant."""
OF_FILES = (two_imports,)
"""A file comes in, and is taken out again."""


def run(site, scenario, rounds):
    """Run a scenario round after round; give what went wrong, how often."""
    wrong = Counter()
    with requests(site) as workers:
        for _ in range(rounds):
            wrong.update(scenario(workers))
    return dict(wrong)
