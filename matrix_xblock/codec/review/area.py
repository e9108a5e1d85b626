"""What is said of one area as JSON, in state and ledger alike; empty answers are left out."""

from __future__ import annotations

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.domain.review.review import AreaReview
from matrix_xblock.domain.values.versions import SavedVersion

__all__ = ["AREA_KEYS", "read_area", "write_area"]

AREA_KEYS = ("level_id", "reflection", "evidence", "target_level_id", "then_level_id")

_UNSAVED = SavedVersion()


def read_area(reading: Reading, version: SavedVersion = _UNSAVED) -> AreaReview:
    """Read one area."""
    return AreaReview(
        level_id=reading.text("level_id"),
        reflection=reading.text("reflection"),
        evidence=reading.text("evidence"),
        target_level_id=reading.text("target_level_id"),
        then_level_id=reading.text("then_level_id"),
        version=version,
    )


def write_area(area: AreaReview) -> dict[str, str]:
    """Write one area without its version."""
    answers = {name: value for name, value in vars(area).items() if name != "version"}
    return {name: value for name, value in answers.items() if value}
