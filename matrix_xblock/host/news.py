"""What is new in a line of the queue, said in the reader's language: counts and areas, no level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.host.wording import label

if TYPE_CHECKING:
    from matrix_xblock.domain.framework.framework import Framework
    from matrix_xblock.domain.review.status import Ask, RoundStanding, SignOff

__all__ = ["news"]


def news(standing: RoundStanding, framework: Framework) -> str:
    """Say why a review is in the queue: what was written, changed, answered or asked for."""
    if standing.status is ReviewStatus.NEW:
        return _joined(_written(standing.signed))
    if standing.status is ReviewStatus.RESUBMITTED:
        return _joined(_changed(standing.signed)) or gettext("Nothing was changed")
    if standing.status is ReviewStatus.REPLIED:
        return _replied(standing.replied, framework)
    if standing.status is ReviewStatus.ASKED and standing.asks:
        return _asked(standing.asks, framework)
    return ""


def _written(signed: SignOff) -> tuple[str, ...]:
    return (
        _counted(
            signed.reflections,
            ngettext("Reflection in %(n)s area", "Reflections in %(n)s areas", signed.reflections),
        ),
        _counted(signed.steps, ngettext("%(n)s next step", "%(n)s next steps", signed.steps)),
        _counted(
            signed.opportunities,
            ngettext("%(n)s opportunity", "%(n)s opportunities", signed.opportunities),
        ),
    )


def _changed(signed: SignOff) -> tuple[str, ...]:
    return (
        _counted(
            signed.changed_areas,
            ngettext("%(n)s area changed", "%(n)s areas changed", signed.changed_areas),
        ),
        _counted(
            signed.changed_answers,
            ngettext("%(n)s answer changed", "%(n)s answers changed", signed.changed_answers),
        ),
        _counted(
            signed.steps_added,
            ngettext("%(n)s next step added", "%(n)s next steps added", signed.steps_added),
        ),
    )


def _replied(areas: tuple[str, ...], framework: Framework) -> str:
    """Name the areas in which a reply waits. One that has gone has no name any more."""
    known = {area.id: area.name for area in framework.areas}
    names = [known[each] for each in areas if each in known]
    if len(names) < len(areas):
        names.append(gettext("the whole review"))
    return gettext("About %(names)s") % {"names": ", ".join(names)} if names else ""


def _asked(asks: tuple[Ask, ...], framework: Framework) -> str:
    first = asks[0]
    kind = framework.opportunity_name(first.type) or _kind(first.type)
    text = f"{kind}: {first.title}" if first.title else kind
    more = len(asks) - 1
    if not more:
        return text
    others = ngettext("%(n)s more", "%(n)s more", more) % {"n": more}
    return f"{text}, {others}"


def _kind(kind: str) -> str:
    code = f"opportunity.type.{kind}"
    words = label(code)
    return kind.replace("-", " ").capitalize() if words == code else words


def _counted(number: int, words: str) -> str:
    return words % {"n": number} if number else ""


def _joined(parts: tuple[str, ...]) -> str:
    """Join what there is. Only the first begins with a capital letter."""
    text = ", ".join(filter(None, parts))
    return text[:1].upper() + text[1:]
