"""The user service of the demo, which knows everybody by name."""

from __future__ import annotations

from typing import Any

from xblock.reference.user_service import UserService, XBlockUser

from matrix_xblock.demo.course import INSTRUCTORS, name_of

__all__ = ["PersonaService"]


class PersonaService(UserService):  # type: ignore[misc]
    """The workbench's user service with names.

    Made without arguments; the workbench adds `runtime` later.
    """

    runtime: Any

    def get_current_user(self) -> XBlockUser:
        """Return whoever `?student=` names."""
        person_id = self.runtime.user_id
        user = XBlockUser(is_current_user=True, full_name=name_of(person_id or ""))
        user.opt_attrs["xblock-workbench.user_id"] = person_id
        if person_id in INSTRUCTORS:
            user.opt_attrs["xblock-workbench.user_role"] = "instructor"
        return user
