"""Fill the demo through the use-cases that people use, at times in the past."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any

from django.db import transaction
from submissions.models import StudentItem
from workbench.models import XBlockState
from workbench.runtime import WorkbenchRuntime
from workbench.runtime_util import reset_global_state
from workbench.scenarios import get_scenarios

from matrix_xblock import participant, staff
from matrix_xblock.demo.answers import answers_of, comment_to, level_of, reflections_of, reply_of
from matrix_xblock.demo.course import COHORTS, MEMBERS, STAFF, Member, enrol
from matrix_xblock.demo.people import PERSONAS, Persona
from matrix_xblock.demo.year import ACTIVITIES, OPPORTUNITIES, POSTS, STEPS, Activity
from matrix_xblock.domain.values.dates import write_date
from matrix_xblock.host.block_host import BlockHost
from matrix_xblock.host.scenarios import SCENARIOS
from matrix_xblock.host.staff_host import BlockStaff
from matrix_xblock.participant.replies import reply
from matrix_xblock.participant.review_context import load_context

__all__ = ["reset", "scenario_name", "seed"]

_REFLECTIONS = (
    "Planning with year 4 has changed how I sequence fractions. I would like to see it elsewhere.",
    "I am surer of my own classroom than of leading a change. Rehearsing the meeting helped.",
    "Visiting a two-form school showed me what our mixed-age planning takes, and what to share.",
)
_ANSWERS = {
    "answer-moved-forward": ["in-part"],
    "answer-next-career-step": [
        "Lead a phase. A term of shadowing a phase leader would help me to take it."
    ],
    "answer-school-commitment": [
        "Release one afternoon each half term. The head will arrange cover."
    ],
    "answer-school-commitment.who": ["school"],
    "answer-school-commitment.when": ["From January"],
}
_COMMENTS = {
    "leadership": "Could you say which change you led, and what you noticed afterwards?",
    "settings-networks": "There is a place on the network visit in March. Would that be of use?",
}


_REASON = "Thank you, a thoughtful start. An example would help in two of the areas."

_EXAMPLES = (
    "An example: in November I let year 5 write the questions for the quiz. Nine of them could.",
    "An example: two colleagues came to watch the start of my lesson. We have swapped since.",
)
_AGREED = {"given": ["yes"]}

_CHOICES = (1, 2, 1, 0, 0, 2, 1, 2)
"""Which level is chosen by those whose pages have a link, area by area."""

Act = tuple[int, Callable[[], None]]
"""Something that happened that many days ago."""

_INTERESTED = ((10, MEMBERS[4]), (7, MEMBERS[12]), (2, MEMBERS[26]))
"""Who asks for what is on the board; the first has signed nothing off."""

_DEALT_WITH = 30
"""Days: what was signed off before that has been accepted."""

_ROUNDS = (("baseline", 334), ("mid-point", 172), ("final", 3))


class PastHost(BlockHost):
    """A host whose clock stands at a time in the past."""

    def __init__(self, block: Any, at: datetime) -> None:
        super().__init__(block)
        self._at = at

    def now(self) -> datetime:
        """Return the time that the clock stands at."""
        return self._at


class PastStaff(PastHost, BlockStaff):
    """Somebody of the course staff at such a time."""


def scenario_name(key: str) -> str:
    """Return the workbench's name of a scenario."""
    index = [scenario.key for scenario in SCENARIOS].index(key)
    return f"matrix_review.{index}"


def reset() -> None:
    """Begin again: forget what visitors did, then seed."""
    StudentItem.objects.all().delete()
    reset_global_state()
    seed()


def seed() -> None:
    """Bring every persona into their state. What is there already stays as it is."""
    get_scenarios()
    with transaction.atomic():  # around the question as well: two may press the button at once
        if XBlockState.objects.filter(user_id__in=[each.id for each in PERSONAS]).exists():
            return
        _block.cache_clear()  # blocks of an earlier seeding would know what is no longer there
        enrol()
        for each in PERSONAS:
            if each.id in _STORIES:
                _STORIES[each.id](each)
        for number, member in enumerate(MEMBERS):
            _course_member(member, number)
        for facilitator, schools in COHORTS.items():
            _give_cohorts(facilitator, schools)
        for days, member in _INTERESTED:
            _plan(
                Persona(member.id, member.name, "talent", "", ""),
                participant.plans.show_interest,
                {"post": ["post-12"]},
                days,
            )


@cache
def _block(who: Persona) -> Any:
    """Return the block as somebody meets it, read once for all that they do."""
    runtime = WorkbenchRuntime(who.id)
    block = runtime.get_block(get_scenarios()[scenario_name(who.scenario)].usage_id)
    runtime._patch_xblock(block)  # noqa: SLF001 - as render: course id
    return block


def _ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days, minutes=12)


def _write(
    who: Persona, at: datetime, *, areas: int, step: int = 0, round_id: str = "baseline"
) -> Any:
    """Start a round and answer as many areas, the first three with a reflection."""
    choices = [each + step for each in _CHOICES[:areas]]
    return _rate(who, at, round_id, choices, dict(enumerate(_REFLECTIONS)))


def _rate(
    who: Persona,
    at: datetime,
    round_id: str,
    choices: Sequence[int],
    reflections: Mapping[int, str],
) -> Any:
    """Start a round, choose a level area by area, and reflect where there are words for it."""
    block = _block(who)
    host = PastHost(block, at)
    participant.start(host, {"round": [round_id]})
    levels = [level.id for level in host.setup.framework.levels]
    for index, (area, choice) in enumerate(zip(host.setup.framework.areas, choices, strict=False)):
        form = {"level_id": levels[choice], "reflection": reflections.get(index, "")}
        _post(participant.save_area, host, {"round": round_id, "area": area.id, **form})
    block.save()
    return block


def _answer(
    block: Any,
    at: datetime,
    round_id: str = "baseline",
    answers: Mapping[str, list[str]] = _ANSWERS,
) -> None:
    form = {"round": [round_id], "revision": ["0"], **answers}
    participant.save_answers(PastHost(block, at), form)


def _sign_off(block: Any, at: datetime, round_id: str = "baseline") -> None:
    _post(participant.sign_off, PastHost(block, at), {"round": round_id, "revision": "1"})
    block.save()


def _post(use_case: Any, host: BlockHost, values: Mapping[str, str]) -> None:
    use_case(host, {"revision": ["0"], **{name: [value] for name, value in values.items()}})


def _respond(
    participant_id: str,
    decision: str,
    days: int,
    *,
    reason: str = "",
    comments: Mapping[str, str] | None = None,
    round_id: str = "baseline",
    by: Persona = STAFF[0],
) -> None:
    """Answer a review as course staff do: open it, write drafts, press a button."""
    block = _block(by)
    host = PastStaff(block, _ago(days))
    opened = {"screen": ["person"], "participant": [participant_id], "at": [round_id]}
    page = staff.show(host, opened).names
    about = {"participant": participant_id, "at": round_id, "revised": str(page["revision"])}
    for area, text in (comments or {}).items():
        _post(staff.answering.save_note, host, {**about, "area": area, "text": text})
    sent = {"decision": decision, "reason": reason, "seen": str(page["seen"])}
    _post(staff.answering.respond, host, {**about, **sent, "press": page["press"]})
    block.save()


def _give_cohorts(facilitator: str, schools: Sequence[str]) -> None:
    """Give schools to a facilitator."""
    block = _block(STAFF[0])
    form = {"facilitator": [facilitator], "cohorts": list(schools), "seen": ["0"]}
    staff.facilitators.give(PastStaff(block, _ago(160)), form)


def _course_member(member: Member, number: int) -> None:
    """Let somebody of the course come as far as their story goes."""
    who = Persona(member.id, member.name, "talent", "", "")
    story = member.story
    if story == "new":
        return
    if story == "begun":
        _member_areas(who, number, _ago(number), "baseline", areas=2 + number % 4)
        return
    _member_round(who, number, 150 - number, "baseline")
    if number % 2:
        participant.my_record.save_consent(PastHost(_block(who), _ago(150 - number)), _AGREED)
        _block(who).save()
    if not story.startswith("mid-"):
        _member_answer(who, number, story, 100 - number, "baseline")
        return
    _member_answer(who, number, "accepted", 100 - number, "baseline")
    _member_round(who, number, 40 - number, "mid-point")
    _member_answer(who, number, story.removeprefix("mid-"), 9, "mid-point")


def _member_areas(who: Persona, number: int, at: datetime, round_id: str, *, areas: int = 8) -> Any:
    """Answer some areas as this one person would: others write and choose otherwise."""
    step = int(round_id == "mid-point")
    keys = tuple(area.id for area in PastHost(_block(who), at).setup.framework.areas)
    words = reflections_of(number + 7 * step, keys)
    choices = [level_of(number, area, step) for area in range(areas)]
    return _rate(who, at, round_id, choices, {keys.index(key): text for key, text in words.items()})


def _member_round(who: Persona, number: int, days: int, round_id: str) -> None:
    if round_id == "mid-point" and number % 3:
        _member_wish(who, number, days)
    at = _ago(max(days, 1))
    block = _member_areas(who, number, at, round_id)
    _answer(block, at, round_id, answers_of(number))
    _attach_all(block, at, round_id)


def _member_wish(who: Persona, number: int, days: int) -> None:
    """Want something before the round, and get an answer in two of three cases."""
    chance = OPPORTUNITIES[number % len(OPPORTUNITIES)]
    form = {"id": ["wish"], "type": [chance.type], "detail": [chance.detail]}
    _plan(who, participant.plans.save_opportunity, form, days + 60)
    outcome = ("offered", "not-possible", "")[number % 3]
    if outcome:
        reason = "cover" if outcome == "not-possible" else ""
        move = {"id": ["wish"], "status": [outcome], "reason": [reason], "revision": ["1"]}
        _plan(who, participant.plans.move_opportunity, move, days + 30)


def _member_answer(who: Persona, number: int, story: str, days: int, round_id: str) -> None:
    """Let course staff answer a review, and its person go on from there."""
    comments = {"": comment_to(number)}
    if story in {"commented", "replied"}:
        _respond(who.id, "comments", days, comments=comments, round_id=round_id)
    elif story in {"returned", "resubmitted"}:
        _respond(who.id, "returned", days, reason=_REASON, round_id=round_id)
    elif story in {"accepted", "asked"}:
        _respond(who.id, "accepted", days, round_id=round_id, by=STAFF[1])
    if story in _GO_ON:
        _GO_ON[story](who, number, max(days - 4, 1), round_id)


def _reply(who: Persona, number: int, days: int, round_id: str) -> None:
    """Answer the comment on the whole review."""
    block = _block(who)
    host = PastHost(block, _ago(days))
    [comment] = load_context(host, round_id).responses.of(round_id, 1)
    sent = {"round": round_id, "comment": comment.id, "reply": reply_of(number)}
    _post(reply, host, sent)
    block.save()


def _sign_off_again(who: Persona, number: int, days: int, round_id: str) -> None:
    """Give an example in two areas that were returned without one, and sign off again."""
    block = _block(who)
    at = _ago(days)
    host = PastHost(block, at)
    areas = host.setup.framework.areas
    levels = [level.id for level in host.setup.framework.levels]
    for place, words in ((number % 8, _EXAMPLES[0]), ((number + 3) % 8, _EXAMPLES[1])):
        form = {"level_id": levels[level_of(number, place, 1)], "reflection": words}
        saved = {"round": round_id, "area": areas[place].id, "revision": "1", **form}
        _post(participant.save_area, host, saved)
    block.save()
    _attach_all(block, at, round_id)


def _ask(who: Persona, number: int, days: int, round_id: str) -> None:
    """Want what is on the board."""
    del number, round_id
    post = f"post-{POSTS[0][0]}"
    block = _block(who)
    _post(participant.plans.show_interest, PastHost(block, _ago(days)), {"post": post})
    block.save()


_GO_ON: Mapping[str, Callable[[Persona, int, int, str], None]] = {
    "replied": _reply,
    "resubmitted": _sign_off_again,
    "asked": _ask,
}


def _in_progress(who: Persona) -> None:
    block = _write(who, _ago(0), areas=5)
    block.save()


def _signed_off(who: Persona, days: int = 20) -> Any:
    block = _write(who, _ago(days), areas=8)
    _answer(block, _ago(days))
    _sign_off(block, _ago(days))
    return block


def _returned(who: Persona) -> None:
    _signed_off(who)
    _respond(who.id, "returned", 4, reason=_REASON, comments=_COMMENTS)


def _second_round(who: Persona) -> None:
    _signed_off(who, days=160)
    _write(who, _ago(1), areas=3, step=1, round_id="mid-point")


def _board() -> None:
    """Post what is open to everybody, as course staff would."""
    for days, kind, title, detail in POSTS:
        post = {"id": f"post-{days}", "opportunity": kind, "title": title, "detail": detail}
        _post(staff.board.post, PastStaff(_block(STAFF[0]), _ago(days)), post)


def _three_rounds(who: Persona) -> None:
    """Live through a year with three rounds."""
    _board()
    _live(who, _ROUNDS)


def _third_round(who: Persona) -> None:
    """Live through the same year, with the last round still to be signed off."""
    _live(who, _ROUNDS[:2])
    block = _write(who, _ago(1), areas=8, step=1, round_id="final")
    _answer(block, _ago(1), "final")
    block.save()


def _live(who: Persona, rounds: Sequence[tuple[str, int]]) -> None:
    """Let rounds, CPD, steps and opportunities happen, each on its day."""
    acts = [*_logging(who), *_planning(who)]
    for index, (round_id, days) in enumerate(rounds):
        acts.append((days, partial(_whole_round, who, round_id, index, days)))
        if days > _DEALT_WITH:
            accept = partial(_respond, who.id, "accepted", days - 9, round_id=round_id, by=STAFF[1])
            acts.append((days - 9, accept))
    for _, act in sorted(acts, key=lambda each: -each[0]):
        act()


def _whole_round(who: Persona, round_id: str, step: int, days: int) -> None:
    at = _ago(days)
    block = _write(who, at, areas=8, step=step and 1, round_id=round_id)
    if step > 1:
        _change_minds(block, at, round_id)
    _answer(block, at, round_id)
    _attach_all(block, at, round_id)


def _change_minds(block: Any, at: datetime, round_id: str) -> None:
    """Choose one level lower in an area, and another one higher: growth is no straight line."""
    host = PastHost(block, at)
    for area_id, level in (("curriculum-assessment", "growing"), ("leadership", "established")):
        form = {"round": [round_id], "area": [area_id], "level_id": [level], "revision": ["1"]}
        participant.save_area(host, form)


def _attach_all(block: Any, at: datetime, round_id: str) -> None:
    """Sign off with everything that the check page has ticked."""
    host = PastHost(block, at)
    page = participant.show(host, {"screen": ["check"], "round": [round_id]})
    offer = page.names["offer"]
    ticked = {
        each.name: [choice.id for choice, is_chosen in each.of_round if is_chosen]
        for each in (offer.cpd, offer.steps, offer.opportunities)
    }
    revision = str(page.names["review"].revision)
    form = {"round": [round_id], "revision": [revision], "attach": ["1"], **ticked}
    participant.sign_off(host, form)
    block.save()


def _logging(who: Persona) -> Iterator[Act]:
    for number, each in enumerate(ACTIVITIES):
        yield max(each.days, 1), partial(_log, who, f"cpd-{number}", each)


def _log(who: Persona, entry_id: str, activity: Activity) -> None:
    block = _block(who)
    host = PastHost(block, _ago(max(activity.days, 1)))
    area = f"{host.setup.framework.id}:{activity.area}"
    days = {"start": _ago(activity.days).date()}
    if activity.look_again:
        days["review_on"] = _ago(activity.look_again).date()
    form = {name: [value] for name, value in vars(activity).items() if isinstance(value, str)}
    dates = {name: [write_date(day)] for name, day in days.items()}
    known = {"id": [entry_id], "revision": ["0"], "areas": [area]}
    participant.cpd.save(host, {**form, **known, **dates})
    block.save()


def _planning(who: Persona) -> Iterator[Act]:
    for number, step in enumerate(STEPS):
        key = f"step-{number}"
        due = {"due": [write_date(_ago(step.due).date())]}
        form = {"id": [key], "text": [step.text], "area": [step.area], "owner": [step.owner], **due}
        yield step.days, partial(_plan, who, participant.plans.save_step, form, step.days)
        for revision, (days, status) in enumerate(step.moves, start=1):
            move = {"id": [key], "status": [status], "revision": [str(revision)]}
            yield days, partial(_plan, who, participant.plans.move_step, move, days)
    for number, chance in enumerate(OPPORTUNITIES):
        key = f"opportunity-{number}"
        texts = {"type": [chance.type], "detail": [chance.detail], "host_setting": [chance.setting]}
        form = {"id": [key], "areas": [chance.area], **texts}
        yield (
            chance.days,
            partial(_plan, who, participant.plans.save_opportunity, form, chance.days),
        )
        for revision, (days, status, reason) in enumerate(chance.moves, start=1):
            move = {
                "id": [key],
                "status": [status],
                "reason": [reason],
                "revision": [str(revision)],
            }
            yield days, partial(_plan, who, participant.plans.move_opportunity, move, days)


def _plan(who: Persona, use_case: Any, form: Mapping[str, list[str]], days: int) -> None:
    block = _block(who)
    use_case(PastHost(block, _ago(days)), {"revision": ["0"], **form})
    block.save()


def _closed(who: Persona) -> None:
    _write(who, datetime(2025, 10, 20, 15, 40, tzinfo=UTC), areas=4, round_id="autumn")


def _npq(who: Persona) -> None:
    _write(who, _ago(0), areas=3)


_STORIES = {
    "ben": _in_progress,
    "carys": _signed_off,
    "dev": _returned,
    "erin": _second_round,
    "farid": _closed,
    "grace": _npq,
    "hana": _three_rounds,
    "idris": _third_round,
}
