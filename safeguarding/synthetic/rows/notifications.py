"""What people were told of late, each with its e-mail, which went out."""

from __future__ import annotations

from safeguarding.notifications.models import Email, EmailState, Notification, Urgency
from safeguarding.synthetic.dice import Dice
from safeguarding.synthetic.household import Family
from safeguarding.synthetic.table import Table
from safeguarding.synthetic.world import World


class Notifications:
    """What the rows before these noted as told (`Family.told`)."""

    def __init__(self, world: World) -> None:
        self._days = world.days
        self._notifications = Table(
            Notification,
            "id",
            "recipient_id",
            "key",
            "kind",
            "text",
            "path",
            "reference",
            "urgency",
            "created_at",
            "subject",
        )
        self._emails = Table(
            Email,
            "id",
            "recipient_id",
            "notification_id",
            "state",
            "attempts",
            "next_attempt_at",
            "sent_at",
        )
        self.tables = (self._notifications, self._emails)

    def write(self, family: Family, dice: Dice) -> None:
        """Write what anybody was told about this family."""
        for told in family.told:
            key, at = dice.key(), self._days.instant(told.ago, 0.9)
            self._notifications.write(
                key,
                told.recipient,
                told.key,
                told.kind,
                told.text,
                told.path,
                told.reference,
                Urgency.URGENT if told.is_urgent else Urgency.NORMAL,
                at,
                told.subject,
            )
            self._emails.write(dice.key(), told.recipient, key, EmailState.SENT, 1, at, at)
