"""A framework: areas, levels and review prompts, and the rules that it has to keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.plans.opportunity import OpportunityType
from matrix_xblock.domain.values.identifiers import is_id
from matrix_xblock.domain.values.prose import problems_in

__all__ = [
    "AGREED",
    "CONSENT_TEXT",
    "MOST_AREAS",
    "MOST_CHOICES",
    "MOST_LEVELS",
    "MOST_PROMPTS",
    "NOT_APPLICABLE",
    "PREFER_NOT_TO_SAY",
    "SOMETHING_ELSE",
    "TEXT_LIMITS",
    "Archive",
    "Area",
    "Choice",
    "Framework",
    "Level",
    "Prompt",
    "PromptKind",
    "Visibility",
    "check",
    "consent_to",
    "is_consent",
]

NOT_APPLICABLE = "not-applicable"
"""Level id of *Not part of my role at the moment*: a full answer outside the order of levels."""

SOMETHING_ELSE = "something-else"
"""Choice id of *Something else*: choosing it shows a box for what that is."""

PREFER_NOT_TO_SAY = "prefer-not-to-say"
"""Choice id of *Prefer not to say*: it is never chosen beside another answer."""

_IN_WORDS = f"--{SOMETHING_ELSE}"

CONSENT_TEXT = "1"
"""The version of what the page says about choices that are counted. A new text is a new consent."""

AGREED = f"agreed-{CONSENT_TEXT}"
"""Choice id of the box by which a participant agrees that their choice is counted."""

_COUNTED = "--counted"


def consent_to(question: str) -> str:
    """Return the id of the box beside a question that may be counted with consent."""
    return f"{question}{_COUNTED}"


def is_consent(identifier: str) -> bool:
    """Tell whether an id is that of such a box. No author may give it to a question."""
    return identifier.endswith(_COUNTED)


MOST_AREAS = 60
MOST_LEVELS = 8
MOST_PROMPTS = 20
MOST_CHOICES = 20
MOST_ARCHIVED = 200
MOST_KINDS = 40
LEAST_COUNTED = 2
"""With one choice to count, whoever agrees would have chosen it."""


class PromptKind(StrEnum):
    """How a review prompt is answered."""

    CHOICE = "choice"
    MULTI_CHOICE = "multi-choice"
    TEXT = "text"
    STEP = "step"
    """What should happen next, who will do it and by when. It can become a next step."""


class Visibility(StrEnum):
    """Who ever sees the answer to a prompt. There is no *public*."""

    SHARED = "participant_then_shared"
    PRIVATE = "participant_only"


@dataclass(frozen=True)
class Level:
    """A column of the matrix. `ordinal` gives the order and is never shown as a number."""

    id: str
    ordinal: int
    name: str
    descriptor: str = ""


@dataclass(frozen=True)
class Area:
    """A row of the matrix. `descriptors` maps level ids to first-person sentences.

    `was` names the areas of earlier versions that this one carries on: one for an area that was
    renamed or split, several for areas that were joined.
    """

    id: str
    name: str
    description: str = ""
    prompts: tuple[str, ...] = ()
    descriptors: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False
    was: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """One answer that a prompt offers."""

    id: str
    text: str


@dataclass(frozen=True)
class Prompt:
    """A question about the whole review.

    `show_if` maps another prompt's id to the choice ids that reveal this one. `names_next_step`
    marks the prompt whose answer counts as naming a next step. `counted_with_consent` lets releases
    count the choices of those who agree to it, beside a question that is private otherwise.
    """

    id: str
    text: str
    kind: PromptKind
    choices: tuple[Choice, ...] = ()
    show_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    visibility: Visibility = Visibility.SHARED
    optional: bool = False
    names_next_step: bool = False
    counted_with_consent: bool = False

    @property
    def is_private(self) -> bool:
        """Tell whether only the participant ever sees the answer."""
        return self.visibility is Visibility.PRIVATE

    @property
    def is_in_words(self) -> bool:
        """Tell whether this is the box of *Something else*, which belongs to another prompt."""
        return self.id.endswith(_IN_WORDS)

    @property
    def is_consent(self) -> bool:
        """Tell whether this is the box by which a participant agrees, beside another prompt."""
        return is_consent(self.id)

    @property
    def is_asked_by_itself(self) -> bool:
        """Tell whether this is a question, and no box that belongs to another one."""
        return not (self.is_in_words or self.is_consent)

    @property
    def countable(self) -> tuple[Choice, ...]:
        """The choices that can be counted: who prefers not to say is not."""
        return tuple(each for each in self.choices if each.id != PREFER_NOT_TO_SAY)


@dataclass(frozen=True)
class Archive:
    """What is no longer asked. It keeps its ids, so that nothing new can be taken for it."""

    levels: tuple[Level, ...] = ()
    areas: tuple[Area, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    opportunities: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Framework:
    """A versioned set of areas, levels and prompts, with its source and licence line.

    `maps_from` names the frameworks that this one was made from, as `id@version`; it is in use from
    `valid_from` to `valid_to`. `opportunities` are the kinds that people may say they want, with
    words of their own where they have any; none at all means every kind that there is.
    """

    id: str
    title: str
    levels: tuple[Level, ...]
    areas: tuple[Area, ...]
    prompts: tuple[Prompt, ...] = ()
    version: str = "1"
    not_applicable: str = "Not part of my role at the moment"
    code: str = ""
    source: str = ""
    licence: str = ""
    confidence: str = ""
    note: str = ""
    language: str = "en"
    valid_from: date | None = None
    valid_to: date | None = None
    maps_from: tuple[str, ...] = ()
    opportunities: tuple[Choice, ...] = ()
    archived: Archive = field(default_factory=Archive)

    @property
    def name(self) -> str:
        """The id with the version: what reviews and files call this framework."""
        return f"{self.id}@{self.version}"

    @property
    def offered(self) -> tuple[str, ...]:
        """The ids of the kinds of opportunities that people may say they want, in order."""
        return tuple(each.id for each in self.opportunities) or tuple(OpportunityType)

    def opportunity_name(self, kind: str) -> str:
        """Return an author's words for a kind of opportunity, empty where it has none."""
        every = (*self.opportunities, *self.archived.opportunities)
        return next((each.text for each in every if each.id == kind), "")

    def area(self, area_id: str) -> Area | None:
        """Return the area with that id."""
        return next((area for area in self.areas if area.id == area_id), None)

    def level_name(self, level_id: str) -> str:
        """Return the words of a level, *not applicable* included; an unknown id gives no words."""
        if level_id == NOT_APPLICABLE:
            return self.not_applicable
        return next((level.name for level in self.levels if level.id == level_id), "")

    def descriptor(self, area: Area, level: Level) -> str:
        """Return what the level means in this area: its own sentence, else the level's."""
        return area.descriptors.get(level.id) or level.descriptor

    def has_level(self, level_id: str) -> bool:
        """Tell whether the id may be chosen for an area."""
        return level_id == NOT_APPLICABLE or any(level.id == level_id for level in self.levels)

    @property
    def asked(self) -> tuple[Prompt, ...]:
        """The prompts, each followed by the boxes that belong to it.

        These are the one for *Something else*, and the one for agreeing that the choice is counted.
        """
        known = {prompt.id for prompt in self.prompts}
        return tuple(
            each
            for prompt in self.prompts
            for each in (prompt, *_in_words(prompt), *_consent(prompt))
            if each is prompt or each.id not in known
        )

    @property
    def shared_prompts(self) -> tuple[Prompt, ...]:
        """The prompts whose answers course staff see after sign-off."""
        return tuple(prompt for prompt in self.asked if not prompt.is_private)

    @property
    def private_prompts(self) -> tuple[Prompt, ...]:
        """The prompts whose answers stay with the participant for ever."""
        return tuple(prompt for prompt in self.asked if prompt.is_private)

    @property
    def counted_prompts(self) -> tuple[Prompt, ...]:
        """The private prompts whose choices releases count, of those who agree to it."""
        return tuple(prompt for prompt in self.prompts if prompt.counted_with_consent)


def _in_words(prompt: Prompt) -> Iterator[Prompt]:
    """Make the prompt for what *Something else* is: it has the words of the choice."""
    box = f"{prompt.id}{_IN_WORDS}"
    for choice in prompt.choices:
        if choice.id == SOMETHING_ELSE and is_id(box):
            yield Prompt(
                id=box,
                text=choice.text,
                kind=PromptKind.TEXT,
                show_if={prompt.id: (SOMETHING_ELSE,)},
                visibility=prompt.visibility,
                optional=True,
            )


def _consent(prompt: Prompt) -> Iterator[Prompt]:
    """Make the box for agreeing. It is there once something is chosen that can be counted."""
    if prompt.counted_with_consent:
        yield Prompt(
            id=consent_to(prompt.id),
            text=prompt.text,
            kind=PromptKind.MULTI_CHOICE,
            choices=(Choice(AGREED, ""),),
            show_if={prompt.id: tuple(each.id for each in prompt.countable)},
            visibility=prompt.visibility,
            optional=True,
        )


# How many characters each authored text may have. Chosen so that the words of one area, all outside
# ASCII, still fit in one row of the ledger.
TEXT_LIMITS = {
    "name": 200,
    "text": 500,
    "descriptor": 500,
    "description": 1000,
    "title": 300,
    "choice": 200,
}


def check(framework: Framework) -> tuple[Problem, ...]:
    """Name every rule that the framework breaks, each with the path of what breaks it."""
    parts = (_head, _levels, _areas, _prompts, _opportunities, _archived)
    return tuple(problem for part in parts for problem in part(framework))


def _head(framework: Framework) -> Iterator[Problem]:
    yield from _identified("id", framework.id)
    yield from _named("title", framework.title, "title")
    yield from _named("not_applicable", framework.not_applicable, "name")
    for name in ("version", "code", "source", "licence", "confidence", "language"):
        yield from _short(name, getattr(framework, name), "text")
    yield from _short("note", framework.note, "description")
    begin, end = framework.valid_from, framework.valid_to
    if begin is not None and end is not None and begin > end:
        yield Problem("valid_to", "dates_out_of_order")
    yield from _counted("maps_from", len(framework.maps_from), least=0, most=MOST_AREAS)
    for number, earlier in enumerate(framework.maps_from):
        yield from _named(f"maps_from[{number}]", earlier, "name")


def _levels(framework: Framework) -> Iterator[Problem]:
    yield from _counted("levels", len(framework.levels), least=2, most=MOST_LEVELS)
    yield from _unique("levels", (level.id for level in framework.levels))
    ordinals = [level.ordinal for level in framework.levels]
    if ordinals != sorted(set(ordinals)):
        yield Problem("levels", "out_of_order")
    for index, level in enumerate(framework.levels):
        path = f"levels[{index}]"
        yield from _identified(f"{path}.id", level.id)
        if level.id == NOT_APPLICABLE:
            yield Problem(f"{path}.id", "reserved_id", {"id": level.id})
        yield from _named(f"{path}.name", level.name, "name")
        yield from _short(f"{path}.descriptor", level.descriptor, "descriptor")


def _areas(framework: Framework) -> Iterator[Problem]:
    yield from _counted("areas", len(framework.areas), least=1, most=MOST_AREAS)
    yield from _unique("areas", (area.id for area in framework.areas))
    level_ids = _level_ids(framework)
    for index, area in enumerate(framework.areas):
        yield from _area(f"areas[{index}]", area, level_ids)


def _level_ids(framework: Framework) -> set[str]:
    """Return every level that an area may have words for: those of archived ones are kept."""
    return {level.id for level in (*framework.levels, *framework.archived.levels)}


def _archived(framework: Framework) -> Iterator[Problem]:
    """Check what is kept aside as far as it could harm: its ids, how much it is, its words."""
    level_ids = _level_ids(framework)
    for name in ("levels", "areas", "prompts", "opportunities"):
        archived = getattr(framework.archived, name)
        path = f"archived.{name}"
        yield from _counted(path, len(archived), least=0, most=MOST_ARCHIVED)
        ids = Counter(each.id for each in archived) + Counter(
            {each.id for each in getattr(framework, name)}
        )
        yield from _unique(path, ids.elements())
    for index, level in enumerate(framework.archived.levels):
        yield from _identified(f"archived.levels[{index}].id", level.id)
        yield from _named(f"archived.levels[{index}].name", level.name, "name")
    for index, area in enumerate(framework.archived.areas):
        yield from _area(f"archived.areas[{index}]", area, level_ids)
    for index, prompt in enumerate(framework.archived.prompts):
        yield from _prompt(f"archived.prompts[{index}]", prompt)


def _area(path: str, area: Area, level_ids: set[str]) -> Iterator[Problem]:
    yield from _identified(f"{path}.id", area.id)
    yield from _named(f"{path}.name", area.name, "name")
    yield from _short(f"{path}.description", area.description, "description")
    yield from _counted(f"{path}.prompts", len(area.prompts), least=0, most=5)
    for number, prompt in enumerate(area.prompts):
        yield from _named(f"{path}.prompts[{number}]", prompt, "text")
    yield from _unique(f"{path}.was", area.was)
    for number, earlier in enumerate(area.was):
        yield from _identified(f"{path}.was[{number}]", earlier)
    for level_id, words in area.descriptors.items():
        if level_id not in level_ids:
            yield Problem(f"{path}.descriptors.{level_id}", "unknown_level", {"id": level_id})
        yield from _short(f"{path}.descriptors.{level_id}", words, "descriptor")


def _opportunities(framework: Framework) -> Iterator[Problem]:
    offered = framework.opportunities
    yield from _counted("opportunities", len(offered), least=0, most=MOST_KINDS)
    yield from _unique("opportunities", (each.id for each in offered))
    for index, each in enumerate(offered):
        yield from _kind(f"opportunities[{index}]", each)
    for index, each in enumerate(framework.archived.opportunities):
        yield from _kind(f"archived.opportunities[{index}]", each)


def _kind(path: str, kind: Choice) -> Iterator[Problem]:
    """Check a kind of opportunity: one of an author's own needs words."""
    yield from _identified(f"{path}.id", kind.id)
    if kind.id not in set(OpportunityType):
        yield from _named(f"{path}.text", kind.text, "choice")
    else:
        yield from _short(f"{path}.text", kind.text, "choice")


def _prompts(framework: Framework) -> Iterator[Problem]:
    yield from _counted("prompts", len(framework.prompts), least=0, most=MOST_PROMPTS)
    yield from _unique("prompts", (prompt.id for prompt in framework.prompts))
    # Only an earlier prompt of the same visibility can reveal a later one: no circle, no leak.
    earlier: dict[Visibility, dict[str, set[str]]] = {each: {} for each in Visibility}
    for index, prompt in enumerate(framework.prompts):
        yield from _prompt(f"prompts[{index}]", prompt)
        yield from _conditions(f"prompts[{index}]", prompt, earlier[prompt.visibility])
        yield from _counting(f"prompts[{index}]", prompt)
        earlier[prompt.visibility][prompt.id] = {choice.id for choice in prompt.choices}


def _prompt(path: str, prompt: Prompt) -> Iterator[Problem]:
    yield from _identified(f"{path}.id", prompt.id)
    yield from _named(f"{path}.text", prompt.text, "text")
    is_written = prompt.kind in {PromptKind.TEXT, PromptKind.STEP}
    least, most = (0, 0) if is_written else (2, MOST_CHOICES)
    yield from _counted(f"{path}.choices", len(prompt.choices), least=least, most=most)
    yield from _unique(f"{path}.choices", (choice.id for choice in prompt.choices))
    for number, choice in enumerate(prompt.choices):
        yield from _identified(f"{path}.choices[{number}].id", choice.id)
        yield from _named(f"{path}.choices[{number}].text", choice.text, "choice")


def _counting(path: str, prompt: Prompt) -> Iterator[Problem]:
    """Check what may be counted with consent.

    How many were asked a question that another one reveals would say what these chose before.
    """
    if prompt.is_consent:
        yield Problem(f"{path}.id", "reserved_id", {"id": prompt.id})
    if not prompt.counted_with_consent:
        return
    name = f"{path}.counted_with_consent"
    if not prompt.is_private:
        yield Problem(name, "counted_not_private")
    elif prompt.kind not in {PromptKind.CHOICE, PromptKind.MULTI_CHOICE}:
        yield Problem(name, "counted_not_choices")
    elif len(prompt.countable) < LEAST_COUNTED:
        yield Problem(name, "counted_too_few_choices")
    elif prompt.show_if:
        yield Problem(name, "counted_after_another")
    elif not is_id(consent_to(prompt.id)):
        yield Problem(f"{path}.id", "bad_id")


def _conditions(
    path: str, prompt: Prompt, known: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    """Check what reveals a prompt: `known` are the choices of each prompt that can."""
    for other, wanted in prompt.show_if.items():
        yield from _unique(f"{path}.show_if.{other}", wanted)
        if not wanted or set(wanted) - set(known.get(other, ())):
            yield Problem(f"{path}.show_if.{other}", "unknown_condition", {"id": other})


def _identified(path: str, identifier: str) -> Iterator[Problem]:
    if not is_id(identifier):
        yield Problem(path, "bad_id")


def _named(path: str, words: str, limit: str) -> Iterator[Problem]:
    if not words.strip():
        yield Problem(path, "missing_words")
    yield from _short(path, words, limit)


def _short(path: str, words: str, limit: str) -> Iterator[Problem]:
    yield from problems_in(words, field=path, limit=TEXT_LIMITS[limit])


def _counted(path: str, count: int, *, least: int, most: int) -> Iterator[Problem]:
    if count < least:
        yield Problem(path, "too_few", {"least": least})
    if count > most:
        yield Problem(path, "too_many", {"most": most})


def _unique(path: str, identifiers: Iterable[str]) -> Iterator[Problem]:
    for identifier, count in Counter(identifiers).items():
        if count > 1:
            yield Problem(path, "duplicate_id", {"id": identifier})
