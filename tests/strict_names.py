"""Templates that ask for a name which their page has not got fail a test.

In use a name that is not there is empty. A typo would stay unseen: here it is a failure, wherever
it stands, also in a condition, in which Django takes any exception for *no*.
"""

import pytest

from matrix_xblock.host import pages

ABSENT = object()
OF_DJANGO = {"forloop"}
"""Names that Django's own tags look for, to see whether they are there."""


class StrictFrame(pages.Frame):
    """A context of a page whose every name is declared. A part has what it was given."""

    is_part = False

    def new(self, values=None):
        part = super().new(values)
        part.is_part = True
        return part

    def __getitem__(self, key):
        self._check(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        """Django asks for the variables of a `blocktrans` so, and leaves out what is not there."""
        self._check(key)
        return super().__contains__(key)

    def _check(self, key):
        if not self.is_part and key not in OF_DJANGO and self.get(key, ABSENT) is ABSENT:
            pytest.fail(f"{self.template.name} asks for {key}, which its page has not got.")
