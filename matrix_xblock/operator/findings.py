"""What a check of the site has come to: sentences, and whether anything has to be put right."""

from __future__ import annotations

from dataclasses import dataclass

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Finding"]


@wordless
@dataclass(frozen=True)
class Finding:
    """One sentence. `hint` says what to do where it is a problem; what is fine needs none."""

    topic: str
    sentence: str
    hint: str = ""

    @property
    def is_problem(self) -> bool:
        """Tell whether something has to be put right."""
        return bool(self.hint)
