"""What the platform reads of the app: where its settings and its receivers are."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import AppConfig
from django.core import checks

from matrix_xblock.plugin.analytics import routing

__all__ = ["MatrixReviewConfig"]

_LMS, _STUDIO = "lms.djangoapp", "cms.djangoapp"
_SETTINGS = {"production": {"relative_path": "settings.production"}}


class MatrixReviewConfig(AppConfig):
    """The app. Keys are those of `edx_django_utils.plugins`, which is not needed to write them."""

    name = "matrix_xblock.plugin"
    label = "matrix_review"
    verbose_name = "Talent matrix review"

    plugin_app: ClassVar = {
        "settings_config": {_LMS: _SETTINGS, _STUDIO: _SETTINGS},
        "signals_config": {
            _LMS: {
                "relative_path": "signals",
                "receivers": [
                    {
                        "receiver_func_name": "erase_retired",
                        "signal_path": "openedx.core.djangoapps.user_api.accounts.signals"
                        ".USER_RETIRE_LMS_MISC",
                        "dispatch_uid": "matrix_xblock.plugin.erase_retired",
                    }
                ],
            }
        },
    }

    def ready(self) -> None:
        """Register the system checks, and what makes statements of our events."""
        checks.register(_check, self.label)
        routing.register_transformers()


def _check(**options: Any) -> list[checks.CheckMessage]:
    """Warn of what is misconfigured. Nothing of it may keep a platform from starting."""
    from matrix_xblock.plugin.site_checks import of_configuration

    del options
    return [
        checks.Warning(each.sentence, hint=each.hint, id=f"matrix_xblock.{each.topic}")
        for each in of_configuration()
        if each.is_problem
    ]
