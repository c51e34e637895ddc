"""The policy's versions, and who has read the one in force."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from cases.exceptions import NotVisibleError
from escalation import access
from escalation.models import PolicyRead, PolicyText
from safeguarding.accounts.models import Agency, User


@dataclass(frozen=True, slots=True)
class Shown:
    """One version, the others, and whether the reader has confirmed this one."""

    policy: PolicyText | None
    versions: list[PolicyText]
    read: PolicyRead | None

    @property
    def is_in_force(self) -> bool:
        """Whether it is the latest."""
        return self.policy is not None and self.policy == self.versions[0]


def show(user: User, number: int | None) -> Shown:
    """Version `number`, or the one in force; raises NotVisibleError for one that there isn't."""
    versions = list(PolicyText.objects.select_related("published_by").order_by("-number"))
    if number is None:
        policy = versions[0] if versions else None
    else:
        policy = next((each for each in versions if each.number == number), None)
        if policy is None:
            raise NotVisibleError
    read = access.visible_reads(user).filter(user=user, policy=policy).first() if policy else None
    return Shown(policy, versions, read)


def receipts(user: User, policy: PolicyText | None) -> list[tuple[str, int, int]]:
    """By agency: how many have read the version, and how many people there are; for the office alone."""
    if policy is None:
        return []
    reads = access.visible_reads(user).filter(policy=policy, user__is_active=True)
    read = dict(reads.values_list("user__agency").annotate(Count("pk")).order_by())
    agencies = Agency.objects.filter(is_active=True).annotate(
        people=Count("users", filter=Q(users__is_active=True))
    )
    return [(each.name, read.get(each.pk, 0), vars(each)["people"]) for each in agencies.order_by("name")]
