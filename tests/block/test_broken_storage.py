"""Whatever call to a storage fails: an act is kept whole or not at all, and pressing again ends it.

The ledger and the scores are in a database; what a person keeps is in the same one, as in the LMS.
"""

import copy
from contextlib import ExitStack, contextmanager, nullcontext

import pytest
from django.db import DatabaseError, connection
from submissions import api
from xblock.exceptions import XBlockSaveError

import django_host
import hosts
from builders import a_complete_review, a_record
from matrix_xblock.codec.staff.drafts import write_drafts
from matrix_xblock.host.staff_host import BlockStaff

BROKEN = (DatabaseError, api.SubmissionInternalError, XBlockSaveError)
ABOUT = {"participant": "anon-7", "at": "baseline", "revised": "1"}
SIGN_OFF = ("ada", "sign_off", {"round": "baseline", "revision": "1"})
NOTE = ("sam", "save_note", {**ABOUT, "area": "subject", "text": "Which year?", "revision": "0"})


def answered(decision, reason=""):
    sent = {"decision": decision, "seen": "0", "press": "one", "reason": reason}
    return ("sam", "respond", {**ABOUT, **sent})


UNDO = ("sam", "undo_response", {**ABOUT, "press": "one"})
EDIT = (
    "ada",
    "save_area",
    {"round": "baseline", "area": "subject", "revision": "0", "reflection": "Better."},
)
REPLY = {"round": "baseline", "comment": "one.subject", "number": "0", "reply": "Year 4."}

ACTS = {
    "sign-off": [SIGN_OFF],
    "a draft": [SIGN_OFF, NOTE],
    "comments": [SIGN_OFF, NOTE, answered("comments")],
    "a return": [SIGN_OFF, NOTE, answered("returned", "Say more.")],
    "an acceptance": [SIGN_OFF, NOTE, answered("accepted")],
    "comments taken back": [SIGN_OFF, NOTE, answered("comments"), UNDO],
    "an acceptance taken back": [SIGN_OFF, NOTE, answered("accepted"), UNDO],
    "a change after a return": [SIGN_OFF, answered("returned", "Say more."), EDIT],
    "a second sign-off": [
        SIGN_OFF,
        answered("returned", "Say more."),
        ("ada", "sign_off", {"round": "baseline", "revision": "2"}),
    ],
    "a reply": [SIGN_OFF, NOTE, answered("comments"), ("ada", "reply_comment", REPLY)],
}
"""What leads to an act, and the act itself, which is the last."""


class Storage:
    """Counts writes of a course, and breaks at one of them."""

    def __init__(self, states, breaks_at=None):
        self.writes = 0
        self.breaks_at = breaks_at
        self.states = states
        self.points = {}

    def reached(self):
        self.writes += 1
        if self.writes == self.breaks_at:
            raise DatabaseError

    def __call__(self, execute, sql, params, many, context):
        words = sql.upper().split()
        if words[0] in {"INSERT", "UPDATE", "DELETE"}:
            self.reached()
        elif words[0] == "SAVEPOINT":
            self.points[words[-1]] = [copy.deepcopy(each.db_dict) for each in self.states]
        elif words[:2] == ["ROLLBACK", "TO"]:
            for state, points in zip(self.states, self.points[words[-1]], strict=True):
                state.db_dict = copy.deepcopy(points)
        return execute(sql, params, many, context)


class BreakableState(hosts.PersonalState):
    """What a person keeps, in the transactions of the database."""

    storage = None

    def set_many(self, update_dict):
        if self.storage:
            self.storage.reached()
        super().set_many(update_dict)


class Course:
    """A participant who could sign off, and somebody of the course staff."""

    def __init__(self, mode):
        authored = {"framework": hosts.small_framework(), "rounds": hosts.ONE_ROUND, "mode": mode}
        self.ada = hosts.lms(authored=authored, state=BreakableState())
        self.ada.keep(a_record(a_complete_review()))
        self.sam = hosts.staff(
            usage=self.ada.usage, user_id=99, authored=authored, state=BreakableState()
        )

    def do(self, act):
        """Post a form. A refusal because of the storage is as good as an exception."""
        who, handler, form = act
        answer = getattr(self, who).post(handler, **form)
        if answer.headers["X-Matrix-Review"] == "unavailable":
            raise DatabaseError
        return answer

    @property
    def states(self):
        return [self.ada.state, self.sam.state]

    @contextmanager
    def on(self, storage):
        with ExitStack() as stack:
            stack.enter_context(connection.execute_wrapper(storage))
            for each in self.states:
                each.storage = storage
                stack.callback(setattr, each, "storage", None)
            yield

    @contextmanager
    def put_back(self):
        """Let go afterwards of what people keep, and of what was published."""
        people = (self.ada, self.sam)
        rows = [
            (copy.deepcopy(each.state.db_dict), list(each.published), each.has_no_grade)
            for each in people
        ]
        try:
            yield
        finally:
            for each, (state, published, has_no_grade) in zip(people, rows, strict=True):
                each.state.db_dict, each.published[:] = state, published
                each.has_no_grade = has_no_grade

    @property
    def outcome(self):
        """Everything that is kept, without times, and without who opened what."""
        rows = [row for row in hosts.ledger_rows() if not row[2].endswith("+access")]
        summary = api.get_score(self._item)
        drafts = BlockStaff(self.sam.block()).load_drafts()
        return {
            "rows": [(row[2], _untimed(row[3])) for row in rows],
            "score": summary and (summary["points_earned"], summary["points_possible"]),
            "record": _untimed(self.ada.record),
            "points": self.ada._kept("user_state", "earned"),
            "drafts": write_drafts(drafts),
            "events": [name for each in (self.ada, self.sam) for name, _ in each.published],
        }

    @property
    def _item(self):
        return {
            "student_id": "anon-7",
            "course_id": str(hosts.COURSE),
            "item_id": str(self.ada.usage),
            "item_type": "matrix_review",
        }


def _untimed(value):
    if isinstance(value, dict):
        times = {"at", "signed_off_at", "saved_at", "started_at", "since"}
        return {key: _untimed(each) for key, each in value.items() if key not in times}
    return [_untimed(each) for each in value] if isinstance(value, list) else value


def outcomes(course, act, breaks_at):
    """Give what is kept after the act that breaks, and after it is done again; then undo both."""
    storage = Storage(course.states, breaks_at)
    with django_host.rolled_back(), course.put_back():
        with course.on(storage), pytest.raises(BROKEN) if breaks_at else nullcontext():
            course.do(act)
        broken = course.outcome
        if breaks_at:
            course.do(act)
        return storage.writes, broken, course.outcome


@pytest.mark.parametrize("mode", ["self-review", "accepted"])
@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_whole_or_nothing_wherever_it_breaks(act, mode):
    *leading, last = ACTS[act]
    course = Course(mode)
    for each in leading:
        course.do(each)
    before = course.outcome
    writes, _, whole = outcomes(course, last, None)
    assert course.outcome == before != whole

    for number in range(1, writes + 1):
        _, broken, again = outcomes(course, last, number)
        assert broken in (before, whole), number
        assert again == whole, number
