"""The editor: a form that carries everything, and is saved as a whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from matrix_xblock.author.dating import offered_years
from matrix_xblock.author.editing import take
from matrix_xblock.author.page_order import in_page_order, with_names
from matrix_xblock.author.usage import mode_of, usage
from matrix_xblock.author.whole import whole_review
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.framework import authored as codec
from matrix_xblock.codec.framework.setup_form import (
    framework_body,
    read_setup_form,
    rounds_in,
    setup_tree,
)
from matrix_xblock.codec.framework.setup_tree import Tree, read_tree, text
from matrix_xblock.codec.framework.table_memory import read_memory_text
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework import authoring
from matrix_xblock.domain.framework.credit import PARTS
from matrix_xblock.domain.framework.framework import Framework, PromptKind, Visibility
from matrix_xblock.domain.framework.origin import check_origin
from matrix_xblock.domain.framework.rounds import Round, RoundKind, in_use
from matrix_xblock.domain.framework.setup import Authored
from matrix_xblock.domain.framework.sheet import LeftOut
from matrix_xblock.domain.framework.table_memory import TableMemory
from matrix_xblock.domain.review.effect import Effect, Usage, effect, own, renewed
from matrix_xblock.domain.review.review import Review
from matrix_xblock.domain.values.whole_numbers import whole_number
from matrix_xblock.ports.hosts import AuthorHost
from matrix_xblock.screens.matrix import AreaRow, area_row
from matrix_xblock.screens.page import Page

__all__ = [
    "at_controls",
    "edit",
    "first_problems",
    "framework_of",
    "memory_in",
    "page",
    "problems_of",
    "show",
]

T = TypeVar("T")

LONGEST_PATH = 500
"""Characters of a path that can be a control of the form."""
_UNSEEN = (".id", ".kept", ".hidden")
"""How the names of controls end that nobody sees."""
MOST_NAMED = 99
"""Problems that are named on a page."""


@dataclass(frozen=True)
class EditorScreen:
    """The form as it is now, and what can be chosen in it.

    `framework` is as much of what is typed as can be read, `chosen` the id of where it is from, and
    `made_from` the titles of those before it. The `mode` is the one that is in force where it is
    fixed.
    """

    tree: Tree
    framework: Framework
    presets: Sequence[Framework]
    broken_presets: Sequence[tuple[str, Problem]]
    chosen: str
    is_own: bool
    zone: str
    seen: str
    left_out: tuple[str, ...]
    mode: str
    is_fixed: bool
    years: Sequence[int]
    made_from: Sequence[str] = ()
    table_memory: str = ""
    parts: Sequence[str] = PARTS
    round_kinds: Sequence[str] = tuple(each.value for each in RoundKind)
    prompt_kinds: Sequence[str] = tuple(each.value for each in PromptKind)
    visibilities: Sequence[str] = tuple(each.value for each in Visibility)


@dataclass(frozen=True)
class EditorOutcome:
    """What came of a step or a save: where to go on, what is wrong, or what it would change.

    `usage` is None where what is signed off cannot be counted; `lost` are rounds with how many
    reviews of each. `imported` is what has come out of a file just now, beside what was left out.
    """

    focus: str = ""
    message: str = ""
    problems: tuple[Problem, ...] = ()
    file_problems: tuple[Problem, ...] = ()
    effect: Effect | None = None
    usage: Usage | None = field(default_factory=Usage)
    lost: Sequence[tuple[str, int]] = ()
    imported: Framework | None = None
    import_left_out: Sequence[LeftOut] = ()


@dataclass(frozen=True)
class SetupSaved:
    """That everything is saved."""

    is_in_course: bool


@dataclass(frozen=True)
class AreaShown:
    """One area as participants see it."""

    row: AreaRow
    framework: Framework


def show(host: AuthorHost, form: Form) -> Page:
    """Open the editor on what is stored, with what is wrong in it."""
    del form
    stored = host.authored
    tree = setup_tree(stored, host.presets.get(stored.framework_id), host.zone)
    return page(host, tree, EditorOutcome(problems=tuple(problems_of(host, stored))))


def edit(host: AuthorHost, form: Form) -> Page:
    """Take one step in the form, or save it. `do` says which."""
    tree = read_tree(form)
    do = text(tree, "do")
    if do in {"save", "confirm"}:
        return _save(host, tree, is_confirmed=do == "confirm")
    if do == "whole":
        return whole_review(host, tree)
    if do.startswith("row:"):
        return _row(tree, do.removeprefix("row:"))
    try:
        step = take(tree, do, host)
    except Invalid as refused:
        return page(host, tree, EditorOutcome(problems=refused.problems), status=422)
    return page(host, step.tree, EditorOutcome(step.focus, step.message))


def page(host: AuthorHost, tree: Tree, outcome: EditorOutcome, *, status: int = 200) -> Page:
    """Show the form as it is now."""
    framework = _as_far_as_read(framework_body(tree.get("framework", {}), []))
    chosen = text(tree, "framework_id") or framework.id
    in_force = mode_of(host.ledger)
    shown = EditorScreen(
        tree=tree,
        framework=framework,
        presets=sorted(host.presets.values(), key=lambda each: each.title),
        broken_presets=host.broken_presets,
        chosen=chosen,
        is_own=chosen not in host.presets,
        zone=str(host.zone),
        seen=text(tree, "seen") or _digest(host.authored),
        left_out=host.authored.left_out,
        mode=in_force.value if in_force else text(tree, "mode"),
        is_fixed=in_force is not None,
        years=offered_years(host.today()),
        made_from=_titles(framework.maps_from, host.presets),
        table_memory=text(tree, "table_memory"),
    )
    outcome = replace(
        outcome,
        problems=_as_on_page(tree, outcome.problems),
        file_problems=tuple(first_problems(outcome.file_problems)),
    )
    return Page("author/editor.html", shown, status=status, beside=(outcome,))


def _titles(names: Sequence[str], presets: Mapping[str, Framework]) -> tuple[str, ...]:
    """Return what people call frameworks; one that this site does not have is only known by id."""
    titles = {each.name: each.title for each in presets.values()}
    return tuple(titles.get(name, name) for name in names)


def problems_of(host: AuthorHost, stored: Authored) -> Iterator[Problem]:
    """Name everything that is wrong with what an author has set, in the order of the form."""
    if problems := _checked(stored, host.presets).problems:
        tree = setup_tree(stored, host.presets.get(stored.framework_id), host.zone)
        yield from in_page_order(tree, tuple(at_controls(tree, problems)))


@dataclass(frozen=True)
class _Checked:
    """What was read through the rules, and every problem with it."""

    framework: Framework | None
    rounds: tuple[Round, ...]
    problems: tuple[Problem, ...]


def framework_of(stored: Authored, presets: Mapping[str, Framework]) -> Framework:
    """Return the framework in use. Raises `Invalid` where it breaks a rule or is not known."""
    if stored.framework:
        return codec.read_framework(stored.framework)
    if stored.framework_id not in presets:
        raise Invalid(Problem("id", "unknown_framework"))
    return presets[stored.framework_id]


def _checked(stored: Authored, presets: Mapping[str, Framework]) -> _Checked:
    problems: list[Problem] = list(authoring.check_settings(stored))
    framework = _tried(lambda: framework_of(stored, presets), problems, "framework.")
    rounds = _tried(lambda: codec.read_rounds(stored.rounds), problems) or ()
    _tried(lambda: codec.read_credit(stored.credit or {}), problems)
    _tried(lambda: codec.read_cpd_rules(stored.cpd or {}), problems)
    if stored.framework:
        typed = _as_far_as_read(stored.framework)
        broken = (
            *authoring.check_framework(typed),
            *check_origin(typed, tuple(presets.values())),
        )
        problems += [replace(each, field=f"framework.{each.field}") for each in broken]
    problems += authoring.check_rounds(in_use(rounds))
    return _Checked(framework, rounds, tuple(problems))


def _as_far_as_read(body: Any) -> Framework:
    return codec.read_framework_words(Reading.of(body))


def _tried(read: Callable[[], T], problems: list[Problem], prefix: str = "") -> T | None:
    try:
        return read()
    except Invalid as refused:
        problems += [replace(each, field=prefix + each.field) for each in refused.problems]
        return None


def _save(host: AuthorHost, tree: Tree, *, is_confirmed: bool) -> Page:
    """Save everything, or say why not. A change of a framework in use is shown first."""
    stored = host.authored
    typed, mistyped = read_setup_form(tree, stored, host.zone)
    checked = _checked(typed, host.presets)
    problems = (*mistyped, *checked.problems, *_fixed_mode(host, typed))
    if problems:
        return page(host, tree, EditorOutcome(problems=problems), status=422)
    if text(tree, "seen") != _digest(stored):
        fresh = {**tree, "seen": _digest(stored)}
        return page(host, fresh, EditorOutcome(problems=(Problem("", "setup_stale"),)), status=409)
    changed = _effect(host, stored, checked)
    is_more_than_words = changed is not None and changed.needs_saying
    used = usage(host.ledger) if is_more_than_words else Usage()
    is_used = used is None or used.reviews > 0
    if is_more_than_words and is_used and not is_confirmed:
        lost = _lost(stored, typed, used)
        return page(host, tree, EditorOutcome(effect=changed, usage=used, lost=lost))
    host.write(_settled(host, stored, typed, checked.framework, is_used=is_used))
    host.remember_tables(memory_in(host, tree))
    return Page("author/saved.html", SetupSaved(host.is_in_course))


def memory_in(host: AuthorHost, tree: Tree) -> TableMemory:
    """Return what was corrected in tables: as the form has it since an import, else as stored."""
    carried = text(tree, "table_memory")
    return read_memory_text(carried) if carried else host.table_memory


def _fixed_mode(host: AuthorHost, typed: Authored) -> tuple[Problem, ...]:
    """Refuse to change what gives credit once somebody has signed off."""
    in_force = mode_of(host.ledger)
    is_changed = in_force is not None and typed.mode != in_force.value
    return (Problem("mode", "mode_fixed"),) if is_changed else ()


def _effect(host: AuthorHost, stored: Authored, checked: _Checked) -> Effect | None:
    """Compare with what is stored; nothing where that cannot be read."""
    before = _tried(lambda: framework_of(stored, host.presets), [])
    if before is None or checked.framework is None:
        return None
    return effect(
        before,
        checked.framework,
        was=in_use(rounds_in(stored)),
        becomes=in_use(checked.rounds),
    )


def _lost(stored: Authored, typed: Authored, used: Usage | None) -> list[tuple[str, int]]:
    """Count the reviews of each round that is archived, where they can be counted."""
    if used is None:
        return []
    still_used = {each.id for each in in_use(rounds_in(typed))}
    gone = [each for each in in_use(rounds_in(stored)) if each.id not in still_used]
    return [(each.title, used.rounds.get(each.id, 0)) for each in gone]


def _settled(
    host: AuthorHost,
    stored: Authored,
    typed: Authored,
    framework: Framework | None,
    *,
    is_used: bool,
) -> Authored:
    """Decide under which id and version a framework is kept.

    An unchanged one of the package is kept by its id only. One of this site is kept whole: content
    that moves to another site would lose it.
    """
    if framework is None:
        return typed
    is_everywhere = framework.id in host.found_everywhere
    if is_everywhere and host.presets.get(framework.id) == framework:
        return replace(typed, framework_id=framework.id, framework={})
    before = _tried(lambda: framework_of(stored, host.presets), [])
    named = own(framework, tuple(host.presets.values()))
    if before is not None and is_used:
        named = renewed(before, named)
    return replace(
        typed,
        framework_id=stored.framework_id,
        framework=codec.write_framework(named),
    )


def _row(tree: Tree, place: str) -> Page:
    """Show one area as participants will see it, as it stands in the form."""
    framework = _as_far_as_read(framework_body(tree.get("framework", {}), []))
    number = whole_number(place)
    if number is None or number >= len(framework.areas):
        raise Invalid(Problem("", "invalid"))
    area = framework.areas[number]
    row = area_row(framework, area, Review(""), None)
    return Page("author/row.html", AreaShown(row, framework))


def _digest(stored: Authored) -> str:
    return hashlib.sha256(repr(stored).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def at_controls(tree: Tree, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Put each problem to a control that is on the page: its own, the one around it, or the first.

    What a rule calls `areas[1].prompts[0]` is a line of the control `areas[1].prompts`.
    """
    controls = _controls(tree, "")
    names = dict.fromkeys(name for name in controls if not name.endswith(_UNSEEN))
    first_inside: dict[str, str] = {}
    for name in names:
        for path in _around(name[:LONGEST_PATH]):
            if path != "framework":
                first_inside.setdefault(path, name)
    for problem in problems:
        field = problem.field
        paths = (field, *_around(field[:LONGEST_PATH]))
        around = next((path for path in paths if path in names), "")
        inside = next((first_inside[path] for path in paths if path in first_inside), "")
        yield replace(
            problem, field=around or inside, values={"path": field, **with_names(tree, problem)}
        )


def _as_on_page(tree: Tree, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Put problems to their controls, in the order in which somebody meets them."""
    return tuple(first_problems(in_page_order(tree, tuple(at_controls(tree, problems)))))


def first_problems(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Give as many problems as anybody reads, and say how many more there are."""
    yield from problems[:MOST_NAMED]
    if (more := len(problems) - MOST_NAMED) > 0:
        yield Problem("", "more_problems", {"more": more})


def _around(path: str) -> Iterator[str]:
    """Yield the paths of what something is in, from the inside out."""
    for at in range(len(path) - 1, 0, -1):
        if path[at] in "[.:":
            yield path[:at]


def _controls(node: Any, path: str) -> Iterator[str]:
    """Yield the names of all texts in a tree, in the order of the page."""
    if isinstance(node, Mapping):
        for name, each in node.items():
            yield from _controls(each, f"{path}.{name}" if path else name)
    elif (
        isinstance(node, Sequence)
        and not isinstance(node, str)
        and any(isinstance(each, Mapping) for each in node)
    ):
        for place, each in enumerate(node):
            yield from _controls(each, f"{path}[{place}]")
    else:
        yield path
