"""Whoever sees releases, knows every rule, and has an exact solver.

Nothing in here is taken from the code that hides: the rules are written down a second time, as they
are published, for a solver of whole numbers. An unknown is the number of people of one type; a type
says everything of a person that any of the tables counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from matrix_xblock.domain.figures.disclosure import Symbol
from matrix_xblock.domain.figures.nested_tables import ALL, Part, Released, inner, leaves

HALF = 2
"""A number that is shown is at most so far from the truth."""


@dataclass(frozen=True)
class Seen:
    """One table as it is seen: which leaf a type of person is in, and which row, if any."""

    name: str
    tree: Part
    released: Released
    leaf: Callable[[tuple], str | None]
    row: Callable[[tuple], str] = lambda _: ""
    partners: tuple[tuple[str, ...], ...] = ()
    earlier: tuple[tuple[Released, int], ...] = ()
    is_open: bool = True


@dataclass
class Attack:
    """A system of whole numbers that every course which shows this is a solution of."""

    types: list[tuple]
    most: int
    k: int
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    binaries: int = 0

    def sum_of(self, is_in) -> dict[int, float]:
        return {n: 1.0 for n, each in enumerate(self.types) if is_in(each)}

    def between(self, terms: Mapping[int, float], low: float, high: float):
        self.rows.append((dict(terms), low, high))

    def binary(self) -> int:
        self.binaries += 1
        return len(self.types) + self.binaries - 1

    def at_most_if(self, terms, number, switch):
        """If the switch is on, a sum is at most a number."""
        self.between({**terms, switch: self.most}, -np.inf, number + self.most)

    def at_least_unless(self, terms, number, switch):
        """If the switch is off, a sum is at least a number."""
        self.between({**terms, switch: number}, number, np.inf)

    def any_of(self, switches, unless: int | None = None):
        """One switch at least is on; or only if another is on."""
        terms = dict.fromkeys(switches, 1.0)
        if unless is None:
            self.between(terms, 1, np.inf)
        else:
            self.between({**terms, unless: -1.0}, 0, np.inf)

    def range_of(self, terms: Mapping[int, float]) -> tuple[int, int]:
        """Return the least and the most that a sum can be."""
        return round(self._solve(terms, 1)), round(-self._solve(terms, -1))

    def _solve(self, terms, sign):
        width = len(self.types) + self.binaries
        cost = np.zeros(width)
        for column, factor in terms.items():
            cost[column] = sign * factor
        upper = np.full(width, self.most)
        upper[len(self.types) :] = 1
        answer = milp(
            cost,
            constraints=self._constraints(width),
            integrality=np.ones(width),
            bounds=Bounds(0, upper),
            options={"mip_rel_gap": 0},
        )
        assert answer.status == 0, answer.message
        return answer.fun

    def _constraints(self, width):
        entries = [
            (line, column, factor)
            for line, (terms, _, _) in enumerate(self.rows)
            for column, factor in terms.items()
        ]
        lines, columns, factors = zip(*entries, strict=True)
        matrix = csr_array((factors, (lines, columns)), shape=(len(self.rows), width))
        lows = [low for _, low, _ in self.rows]
        highs = [high for _, _, high in self.rows]
        return LinearConstraint(matrix, lows, highs)


def is_hidden(count):
    return isinstance(count, Symbol)


def cell(attack: Attack, seen: Seen, part: Part, row=None):
    keys = set(leaves(part))
    return attack.sum_of(
        lambda each: seen.leaf(each) in keys and (row is None or seen.row(each) == row)
    )


def enough(seen: Seen, part: Part, around: Part, k: int) -> int:
    """How many have to be in a part for it to be shown, as the rules about earlier releases say."""
    needed = [k]
    for table, people in seen.earlier:
        before, before_around = table.whole[part.key], table.whole[around.key]
        if not is_hidden(before):
            needed.append(before + HALF + k)
        else:
            known = people if is_hidden(before_around) else before_around
            needed.append(known + HALF)
    return max(needed)


def learn(attack: Attack, seen: Seen):
    """Add all that a table tells: what it shows, and why it hides what it hides."""
    for key, count in seen.released.whole.items():
        if key == ALL and not is_hidden(count):
            attack.between(cell(attack, seen, seen.tree), count - HALF, count + HALF)
    for part in inner(seen.tree) if seen.is_open else ():
        _learn_whole(attack, seen, part)
        if part.by_row and not is_hidden(seen.released.whole[part.parts[0].key]):
            _learn_rows(attack, seen, part)


def _learn_whole(attack, seen, part):
    whole = seen.released.whole
    if part.key != ALL and is_hidden(whole[part.key]):
        return
    if not is_hidden(whole[part.parts[0].key]):
        for each in part.parts:
            least = max(whole[each.key] - HALF, enough(seen, each, part, attack.k))
            attack.between(cell(attack, seen, each), least, whole[each.key] + HALF)
        return
    switches = []
    for each in part.parts:
        switches.append(attack.binary())
        attack.at_most_if(
            cell(attack, seen, each), enough(seen, each, part, attack.k) - 1, switches[-1]
        )
    attack.any_of(switches)


def _learn_rows(attack, seen, part):
    """Rows that are shown; of those that are not, which reasons there can be."""
    if not seen.partners:
        return
    rows = seen.released.rows
    first = part.parts[0].key
    open_rows = [row for row in rows if not is_hidden(rows[row][first])]
    for row in open_rows:
        for each in part.parts:
            count = rows[row][each.key]
            least = max(count - HALF, attack.k)
            attack.between(cell(attack, seen, each, row), least, count + HALF)
    closed = [each for each in seen.partners if is_hidden(rows[each[0]][first])]
    if part.key == ALL and closed:
        _learn_reasons(attack, seen, part, closed)
    elif closed:
        _learn_reasons_below(attack, seen, part, closed)


def _small(attack, seen, part, company):
    """A switch that is on only if a row of the company has a small cell, and off only if not."""
    is_small = attack.binary()
    switches = []
    for row in company:
        for each in part.parts:
            terms = cell(attack, seen, each, row)
            switches.append(attack.binary())
            attack.at_most_if(terms, attack.k - 1, switches[-1])
            attack.at_least_unless(terms, attack.k, is_small)
    attack.any_of(switches, unless=is_small)
    return is_small


def _learn_reasons(attack, seen, part, closed):
    """Companies are closed for a small cell, or in their order while too few are hidden."""
    small = [_small(attack, seen, part, company) for company in closed]
    attack.any_of(small)
    for place in range(len(closed)):
        # It is small itself; or those that are small and those before it come to too little.
        too_few = []
        for each in part.parts:
            switch = attack.binary()
            too_few.append(switch)
            # Of companies after it only small ones count too: that is left out.
            terms = _hidden_without(attack, seen, each, closed, place)
            attack.at_most_if(terms, attack.k - 1, switch)
        attack.any_of([small[place], *too_few])


def _hidden_without(attack, seen, part, closed, place):
    rows = {row for company in closed[:place] for row in company}
    keys = set(leaves(part))
    return attack.sum_of(lambda each: seen.leaf(each) in keys and seen.row(each) in rows)


def _learn_reasons_below(attack, seen, part, closed):
    """Where the rows around are closed these are too; else there is a small cell."""
    rows = seen.released.rows
    if not any(is_hidden(rows[row][part.key]) for company in closed for row in company):
        _learn_reasons(attack, seen, part, closed)


def widths(attack: Attack, tables: list[Seen]):
    """Return for every hidden cell of all tables together how wide its interval is."""
    for seen in tables:
        learn(attack, seen)
    for seen in tables:
        parts = {each.key: each for part in inner(seen.tree) for each in part.parts}
        for key, count in seen.released.whole.items():
            if key != ALL and is_hidden(count):
                low, high = attack.range_of(cell(attack, seen, parts[key]))
                yield seen.name, "", key, high - low
        for row, cells in seen.released.rows.items():
            for key, count in cells.items():
                if is_hidden(count):
                    low, high = attack.range_of(cell(attack, seen, parts[key], row))
                    yield seen.name, row, key, high - low
