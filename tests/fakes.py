"""The only doubles: a host and a ledger in memory that behave like the real ones."""

import itertools
import json
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from builders import NOW, a_record, a_setup
from matrix_xblock.codec import cpd, state
from matrix_xblock.ports import Entry, Participant, Place

USAGE = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"
LONGEST_ROW = 100 * 1024


class BrokenError(Exception):
    """What a host raises when its database, disk or network fails."""


class RowTooLongError(Exception):
    """A row is longer than the ledger takes."""


class FakeLedger:
    """A ledger of one block. Ledgers that share `rows` are blocks of one site."""

    def __init__(self, *, block=USAGE, rows=None):
        self.block = block
        self.rows = [] if rows is None else rows
        self.is_broken = False
        self.reads = 0

    def append(self, entries):
        written = [(self.block, e.participant, e.kind, json.dumps(e.body), e.at) for e in entries]
        if self.is_broken:
            raise BrokenError
        if any(len(text) > LONGEST_ROW for _, _, _, text, _ in written):
            raise RowTooLongError
        self.rows.extend(written)

    def entries(self, participant, *kinds):
        self.reads += 1
        return tuple(
            Entry(kind, who, json.loads(text), at)
            for block, who, kind, text, at in self.rows
            if block == self.block and who == participant and kind in kinds
        )

    def clear(self, participant):
        self.rows[:] = [row for row in self.rows if row[:2] != (self.block, participant)]


class Preferences:
    """What a participant keeps for all blocks of a site, as JSON text."""

    def __init__(self):
        self.private = self.cpd = "{}"


class FakeHost:
    """One participant at work in one block.

    State is kept as JSON text, so that everything goes through the codec. `fails_at` names what
    breaks: save, save_private, save_cpd, announce or ledger. Hosts that share `preferences` are
    blocks of one site. The participant lives in London.
    """

    zone = ZoneInfo("Europe/London")

    def __init__(
        self,
        *,
        setup=None,
        record=None,
        ledger=None,
        time=NOW,
        who="anon-1",
        preferences=None,
        title="Talent review",
    ):
        self.preferences = preferences or Preferences()
        self.title = title
        self.ids = itertools.count(1)
        self.setup = setup or a_setup()
        self.participant = Participant(who, "Ada Example")
        self.ledger = ledger or FakeLedger()
        self.time = time
        self.stored = state.write_record(record or a_record())
        self.announced = []
        self.saves = 0
        self._fails_at = ""

    @property
    def stored(self):
        """The record as the platform would hold it."""
        return json.loads(self._stored)

    @stored.setter
    def stored(self, body):
        self._stored = json.dumps(body)

    @property
    def private(self):
        """The private answers as the platform would hold them."""
        return json.loads(self.preferences.private)

    @private.setter
    def private(self, body):
        self.preferences.private = json.dumps(body)

    @property
    def fails_at(self):
        return self._fails_at

    @fails_at.setter
    def fails_at(self, name):
        self._fails_at = name
        self.ledger.is_broken = name == "ledger"

    @property
    def state(self):
        """Everything that a request may change, for before and after."""
        kept = vars(self.preferences)
        return self._stored, *kept.values(), tuple(self.ledger.rows), tuple(self.announced)

    @property
    def place(self):
        return Place(self.ledger.block, self.title)

    def now(self):
        return self.time

    def today(self):
        return self.local_day(self.time)

    def local_day(self, time):
        return time.astimezone(self.zone).date()

    def new_id(self):
        return f"new-{next(self.ids)}"

    def say(self, code):
        return code.rpartition(".")[2]

    def load(self):
        return state.read_record(self.stored)

    def save(self, record):
        self._break("save")
        self.stored = state.write_record(record)
        self.saves += 1

    def load_private(self, round_id):
        return state.read_private(self.private, self.ledger.block, round_id)

    def save_private(self, round_id, answers):
        self._break("save_private")
        self.private = state.write_private(self.private, self.ledger.block, round_id, answers)
        self.saves += 1

    def load_every_private(self):
        return state.read_every_private(self.private)

    def save_every_private(self, answers):
        self._break("save_private")
        self.private = state.write_every_private(answers)
        self.saves += 1

    def load_cpd(self):
        return cpd.read_log(json.loads(self.preferences.cpd))

    def save_cpd(self, log):
        self._break("save_cpd")
        self.preferences.cpd = json.dumps(cpd.write_log(json.loads(self.preferences.cpd), log))
        self.saves += 1

    @contextmanager
    def together(self):
        stored, kept, rows = self._stored, dict(vars(self.preferences)), list(self.ledger.rows)
        try:
            yield
        except BaseException:
            self._stored, self.ledger.rows[:] = stored, rows
            vars(self.preferences).update(kept)
            raise

    def announce(self, fact):
        self._break("announce")
        self.announced.append(fact)

    def _break(self, name):
        if self._fails_at == name:
            raise BrokenError(name)
