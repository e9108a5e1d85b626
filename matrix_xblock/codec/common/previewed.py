"""Which file a preview was of: a mark that its page carries, so that no other one is confirmed."""

from __future__ import annotations

import hashlib

from matrix_xblock.codec.common.forms import Form, read_text

__all__ = ["is_another", "is_previewed", "mark_of_file"]

_LENGTH = 32


def mark_of_file(content: bytes) -> str:
    """Return what stands for a file, or for what was pasted, in the page that shows it."""
    return hashlib.sha256(content).hexdigest()[:_LENGTH]


def is_previewed(form: Form, content: bytes) -> bool:
    """Tell whether the page that sent this form has shown this very file."""
    return read_text(form, "import_of") == mark_of_file(content)


def is_another(form: Form, content: bytes) -> bool:
    """Tell whether the page that sent this form has shown a file, and this is another one."""
    return bool(read_text(form, "import_of")) and not is_previewed(form, content)
