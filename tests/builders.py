"""Sensible examples of everything; a test names only what it is about."""

from datetime import UTC, datetime, timedelta

from matrix_xblock.domain.framework.credit import CreditRule
from matrix_xblock.domain.framework.framework import (
    PREFER_NOT_TO_SAY,
    Area,
    Choice,
    Framework,
    Level,
    Prompt,
    PromptKind,
    Visibility,
)
from matrix_xblock.domain.framework.rounds import Round, RoundKind
from matrix_xblock.domain.framework.setup import Setup
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.review.feedback import Return
from matrix_xblock.domain.review.review import Answers, AreaReview, Review, Status
from matrix_xblock.domain.values.versions import IncomingSave

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def days(count):
    """Give the time that many days after NOW, or before it."""
    return NOW + timedelta(days=count)


def a_level(**changes):
    return Level(**{"id": "growing", "ordinal": 2, "name": "Growing", **changes})


def levels():
    return (
        a_level(id="starting", ordinal=1, name="Starting out", descriptor="I am new to this."),
        a_level(descriptor="I do this with support."),
        a_level(id="established", ordinal=3, name="Established", descriptor="I do this well."),
    )


def an_area(**changes):
    return Area(**{"id": "subject", "name": "Subject knowledge", **changes})


def areas():
    return (
        an_area(
            description="What I know about what I teach.",
            prompts=("What has changed?", "What would you like to learn?"),
            descriptors={"growing": "I plan my subject with support."},
        ),
        an_area(id="leadership", name="Leading others"),
        an_area(id="networks", name="Networks", prompts=("Who do you learn from?",)),
    )


def a_prompt(**changes):
    """Make a text prompt that everybody in the course team reads after sign-off."""
    asked = {"id": "next-step", "text": "What is your next step?", "kind": PromptKind.TEXT}
    return Prompt(**{**asked, **changes})


def a_choice_prompt(**changes):
    choices = (Choice("yes", "Yes"), Choice("in-part", "In part"), Choice("not-yet", "Not yet"))
    asked = {
        "id": "moved",
        "text": "Have you moved forward?",
        "kind": PromptKind.CHOICE,
        "choices": choices,
    }
    return Prompt(**{**asked, **changes})


def a_hidden_prompt(**changes):
    """Make a prompt that shows only once *moved* is answered with *in part* or *not yet*."""
    choices = (Choice("no-offer", "Nothing was offered"), Choice("no-time", "No time"))
    asked = {
        "id": "why-not",
        "text": "What got in the way?",
        "kind": PromptKind.MULTI_CHOICE,
        "choices": choices,
        "show_if": {"moved": ("in-part", "not-yet")},
    }
    return Prompt(**{**asked, **changes})


def a_private_prompt(**changes):
    asked = {
        "id": "stay",
        "text": "What would help you to stay?",
        "visibility": Visibility.PRIVATE,
        "optional": True,
    }
    return a_prompt(**{**asked, **changes})


def a_counted_prompt(**changes):
    """Make a private prompt whose choices are counted of those who agree to it."""
    choices = (
        Choice("stay", "I plan to stay"),
        Choice("unsure", "I am not sure"),
        Choice("leave", "I plan to leave"),
        Choice(PREFER_NOT_TO_SAY, "Prefer not to say"),
    )
    asked = {
        "text": "Do you plan to stay?",
        "kind": PromptKind.CHOICE,
        "choices": choices,
        "counted_with_consent": True,
    }
    return a_private_prompt(**{**asked, **changes})


def prompts():
    return (
        a_choice_prompt(),
        a_hidden_prompt(),
        a_prompt(names_next_step=True),
        a_private_prompt(),
    )


def a_framework(**changes):
    """Make a framework of three levels, three areas, three shared prompts and a private one."""
    parts = {
        "id": "talent",
        "title": "Talent development",
        "version": "1",
        "levels": levels(),
        "areas": areas(),
        "prompts": prompts(),
    }
    return Framework(**{**parts, **changes})


def a_round(**changes):
    """Make a round that is always open."""
    return Round(
        **{
            "id": "baseline",
            "title": "Baseline review",
            "kind": RoundKind.BASELINE,
            **changes,
        }
    )


def rounds():
    return (
        a_round(),
        a_round(id="mid-point", title="Mid-point review", kind=RoundKind.INTERIM),
        a_round(id="final", title="Final review", kind=RoundKind.FINAL),
    )


def a_credit_rule(**changes):
    return CreditRule(**changes)


def a_setup(**changes):
    """Make a block with one round that is always open."""
    parts = {
        "framework": a_framework(),
        "rounds": (a_round(),),
        "credit": a_credit_rule(),
        "notice": "We keep what you sign off for the length of the course.",
        "notice_version": "2026-01",
    }
    return Setup(**{**parts, **changes})


def an_area_review(**changes):
    return AreaReview(**{"level_id": "growing", **changes})


def every_area(framework=None, /, **changes):
    """Say the same of each area of the framework."""
    return {area.id: an_area_review(**changes) for area in (framework or a_framework()).areas}


def answers(**values):
    """Make answers; underscores in names stand for hyphens: `why_not=("no-time",)`."""
    return Answers({name.replace("_", "-"): tuple(texts) for name, texts in values.items()})


def a_save(**changes):
    return IncomingSave(**{"seen": 0, **changes})


def a_review(**changes):
    """Make a review that has been started and holds nothing yet."""
    parts = {
        "round_id": "baseline",
        "status": Status.IN_PROGRESS,
        "notice": "2026-01",
        "framework": "talent@1",
        "started_at": NOW,
        "saved_at": NOW,
    }
    return Review(**{**parts, **changes})


def a_complete_review(framework=None, /, **changes):
    """Make a review that could be signed off now."""
    parts = {
        "areas": every_area(framework, reflection="I learned a lot."),
        "answers": answers(moved=["in-part"], why_not=["no-time"], next_step=["Shadow a lead."]),
    }
    return a_review(**{**parts, **changes})


def a_signed_off_review(framework=None, /, **changes):
    parts = {"status": Status.SIGNED_OFF, "signed_off_at": NOW, "earned": 10.0}
    return a_complete_review(framework, **{**parts, **changes})


def a_return(**changes):
    parts = {
        "round_id": "baseline",
        "revision": 1,
        "reason": "Please say more.",
        "at": days(1),
        "comments": {"leadership": "Which change did you lead?"},
    }
    return Return(**{**parts, **changes})


def a_returned_review(framework=None, /, **changes):
    parts = {
        "status": Status.RETURNED,
        "revision": 2,
        "returned": a_return(),
        "earlier": (NOW,),
        "earned": 10.0,
    }
    return a_complete_review(framework, **{**parts, **changes})


def a_record(*reviews):
    """Make a record of these reviews; without any, of nothing yet."""
    return Record({review.round_id: review for review in reviews})


def a_form(**values):
    """Make a form as it arrives: every value in a list. A list is sent as it is."""
    return {name: value if isinstance(value, list) else [value] for name, value in values.items()}


def named(problems):
    """Give where and what of each problem, to compare with."""
    return [(problem.field, problem.code) for problem in problems]


def problem_name(value):
    """Name a case of a parametrised test by the problem in it; other values keep a number."""
    is_problem = isinstance(value, tuple) and [type(each) for each in value] == [str, str]
    return ": ".join(value) if is_problem else None
