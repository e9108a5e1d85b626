"""What stands for `openedx.core.djangoapps.user_api.accounts.signals`."""

from django.dispatch import Signal

USER_RETIRE_LMS_MISC = Signal()
