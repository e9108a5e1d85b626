"""What leaves with a course: authored fields, never a person's."""

from __future__ import annotations

from typing import Any

from xblock.fields import UserScope

__all__ = ["keep_authored"]


def _is_personal(scope: Any) -> bool:
    """Tell whether a scope belongs to a user; `parent` and `children` are none of that kind."""
    return bool(getattr(scope, "user", UserScope.NONE) != UserScope.NONE)


def keep_authored(block: Any, node: Any) -> None:
    """Take the fields of a person out of a block's OLX node.

    Libraries write a block while it is bound to its author, whose preview answers must not travel.
    """
    personal = {name for name, field in block.fields.items() if _is_personal(field.scope)}
    for name in personal & set(node.attrib):
        del node.attrib[name]
    for child in list(node):
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] in personal:
            node.remove(child)
