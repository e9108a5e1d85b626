"""Having a participant notified of an offer, from either page on which one is made."""

from __future__ import annotations

from matrix_xblock.domain.contact.notification import Notification, Subject
from matrix_xblock.domain.plans.opportunity import OpportunityStatus
from matrix_xblock.ports.hosts import StaffHost

__all__ = ["notify_of_offer"]


def notify_of_offer(host: StaffHost, participant: str, status: OpportunityStatus) -> bool:
    """Have somebody notified once an offer is saved. Tell whether they will be: of nothing else."""
    if status is not OpportunityStatus.OFFERED or not host.notifications.is_on:
        return False
    host.notifications.send_when_saved(Notification(Subject.OFFERED), [participant])
    return True
