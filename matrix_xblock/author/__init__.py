"""What somebody who sets a block up does: use-cases that load, decide and save."""

from matrix_xblock.author import editor, files, outline
from matrix_xblock.author.preview import preview

__all__ = ["editor", "files", "outline", "preview"]
