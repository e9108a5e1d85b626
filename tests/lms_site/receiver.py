"""What the platform's receiver of notifications gets, through the real package."""

from contextlib import contextmanager

from openedx_events.learning.signals import USER_NOTIFICATION_REQUESTED


@contextmanager
def listening(error=None):
    """Collect what is asked for; with an error, raise it as a broken service would."""
    taken = []

    def receive(notification_data, **rest):
        del rest
        if error is not None:
            raise error
        taken.append(notification_data)

    USER_NOTIFICATION_REQUESTED.connect(receive)
    try:
        yield taken
    finally:
        USER_NOTIFICATION_REQUESTED.disconnect(receive)
