"""The rules for small numbers of the views in ClickHouse, said once more in Python.

`test_small_numbers.py` goes through all small courses with it, and compares it with the views.
"""

from typing import NamedTuple

BANDS = ("Up to a week", "One to four weeks", "Four weeks or more")


class Round(NamedTuple):
    """A round of a course: how many people came how far, and how fast."""

    not_signed_off: int = 0
    once: tuple[int, int, int] = (0, 0, 0)
    again: tuple[int, int, int] = (0, 0, 0)
    answered: tuple[int, int, int] = (0, 0, 0)
    replied: int = 0

    @property
    def signed_off(self):
        return sum(self.once) + sum(self.again)

    @property
    def started(self):
        return self.not_signed_off + self.signed_off


def shown(number, k):
    """Whole k's, and nothing of fewer than k."""
    return number // k * k or None


def together(parts, k):
    """Parts of one whole: all of them, each of k or more, or none."""
    return tuple(shown(each, k) for each in parts) if min(parts) >= k else None


def funnel(a_round, k):
    steps = (a_round.started, a_round.signed_off, min(sum(a_round.answered), a_round.signed_off))
    return tuple(shown(each, k) for each in steps)


def days(parts, k):
    return (
        *(together(parts, k) or (None,) * 3),
        shown(sum(parts), k) if sum(parts) >= 2 * k else None,
    )


def days_to_sign_off(a_round, k):
    return days([sum(pair) for pair in zip(a_round.once, a_round.again, strict=True)], k)


def returns(a_round, k):
    return together((sum(a_round.once), sum(a_round.again)), k) or (None, None)


def replies(a_round, k):
    answered = sum(a_round.answered)
    return together((a_round.replied, answered - a_round.replied), k) or (None, None)


def everything(a_round, k):
    """All that the views show of one round."""
    return (
        funnel(a_round, k),
        days_to_sign_off(a_round, k),
        days(a_round.answered, k),
        returns(a_round, k),
        replies(a_round, k),
    )
