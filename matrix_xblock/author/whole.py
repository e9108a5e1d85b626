"""The whole review as a participant meets it, out of the form as it is now. Nothing is saved."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.framework import authored as codec
from matrix_xblock.codec.framework.setup_form import read_setup_form, rounds_in
from matrix_xblock.codec.framework.setup_tree import Tree
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.framework.credit import CreditRule
from matrix_xblock.domain.framework.framework import Framework, Prompt
from matrix_xblock.domain.framework.rounds import Round, in_use
from matrix_xblock.domain.framework.setup import Authored, Setup
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.record.engagement import Credit, credit
from matrix_xblock.domain.review.review import Answers, Review
from matrix_xblock.ports.hosts import AuthorHost
from matrix_xblock.screens.matrix import AreaRow, area_rows
from matrix_xblock.screens.page import Page
from matrix_xblock.screens.progress import minutes_needed
from matrix_xblock.screens.prompts import PromptForm, prompt_rows, prompt_section

__all__ = ["whole_review"]


@dataclass(frozen=True)
class WholeReview:
    """A review that nobody has begun, in the parts that the pages of participants are made of."""

    setup: Setup
    framework: Framework
    round: Round
    review: Review
    rows: tuple[AreaRow, ...]
    answers: PromptForm
    private: PromptForm
    minutes: int
    credit: Credit
    before: str = ""
    is_late: bool = False
    has_place: bool = False


def whole_review(host: AuthorHost, tree: Tree) -> Page:
    """Show it as far as what is typed can be read: problems are named when somebody saves."""
    typed, _ = read_setup_form(tree, host.authored, host.zone)
    setup = _setup(typed)
    framework = setup.framework
    review = Review("")
    shown = WholeReview(
        setup=setup,
        framework=framework,
        round=setup.rounds[0] if setup.rounds else Round("", ""),
        review=review,
        rows=area_rows(framework, review, None),
        answers=_every(framework.shared_prompts, is_private=False),
        private=_every(framework.private_prompts, is_private=True),
        minutes=minutes_needed(framework),
        credit=credit(review, framework, setup.credit),
    )
    return Page("author/whole_review.html", shown)


def _setup(typed: Authored) -> Setup:
    rule, sharing = CreditRule(), Sharing.EVERYTHING
    with suppress(Invalid):
        rule = codec.read_credit(typed.credit)
    with suppress(ValueError):
        sharing = Sharing(typed.sharing)
    return Setup(
        framework=codec.read_framework_words(Reading.of(typed.framework)),
        rounds=in_use(rounds_in(typed)),
        credit=rule,
        notice=typed.notice,
        notice_version=typed.notice_version,
        sharing=sharing,
    )


def _every(prompts: tuple[Prompt, ...], *, is_private: bool) -> PromptForm:
    """Show every question, also those that are asked after certain answers only."""
    section = prompt_section(prompts, Answers(), is_private=is_private)
    return PromptForm(section, tuple(replace(r, is_shown=True) for r in prompt_rows(prompts, {})))
