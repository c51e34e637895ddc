"""Which referrals, and which children's parts of them, a person may read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.access.by_keys import one_of
from cases.access.children import (
    hidden_children,
    settled_children,
    unsettled_children,
    visible_children,
)
from cases.access.doors import may
from cases.access.who import Action, front_door, professional, reads_as_front_door, social_care_staff
from cases.exceptions import NotVisibleError
from cases.models import Child, Referral, ReferralChild
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis


def _keys_of_team(team: int) -> QuerySet[User, Any]:
    return User.objects.filter(team=team).order_by().values("pk")


def sent_referrals(user: User) -> QuerySet[Referral]:
    """The referrals of the side that `user` works on: their own, their team's, their agency's for its
    safeguarding leads."""
    if not user.is_active or not professional(user):
        return Referral.objects.none()
    mine = Q(author=user)
    if user.team_id:
        mine |= Q(one_of("author", _keys_of_team(user.team_id)))
    if user.is_safeguarding_lead:
        mine |= Q(agency=user.agency_id)
    return Referral.objects.filter(mine)


def may_see_referrer(user: User, referral: Referral) -> bool:
    """Whether the person who reported the concern may be named to `user`: one who asked to stay anonymous
    is known to the front door and to who wrote their words down, and to nobody else."""
    if not referral.referrer_is_anonymous:
        return True
    return user.pk == referral.author_id or may(user, Action.WORK_FRONT_DOOR)


def visible_referrals(user: User) -> QuerySet[Referral]:
    """The referrals `user` may read: their own, their team's, their agency's for its safeguarding
    leads; all for the front door; for other social care staff those of children they may see.

    A referral that was matched to a restricted record is left out for everyone not named on it,
    but for the side that wrote it, which learns nothing of the match.
    """
    return _referrals(user, visible_children(user), hidden_children(user))


def workable_referrals(user: User) -> QuerySet[Referral]:
    """Of the visible referrals those that `user` reads without an emergency access: one that is matched to
    a record opened so is there to be read."""
    return _referrals(user, settled_children(user), unsettled_children(user))


def _referrals(user: User, children: QuerySet[Child], hidden: QuerySet[Child]) -> QuerySet[Referral]:
    if not user.is_active or not professional(user):
        return Referral.objects.none()
    if not social_care_staff(user):
        return sent_referrals(user)
    if front_door(user):
        return Referral.objects.filter(Q(author=user) | ~_tells_of("pk", hidden))
    matched = ReferralChild.objects.filter(referral=OuterRef("pk"), child__in=children.values("pk"))
    return Referral.objects.filter(Q(author=user) | (Exists(matched) & ~_tells_of("pk", hidden)))


def _tells_of(referral: str, hidden: QuerySet[Child]) -> Q:
    return Q(**{f"{referral}__in": _parts_about(hidden).values("referral")})


def _parts_about(children: QuerySet[Child]) -> QuerySet[ReferralChild]:
    return ReferralChild.objects.filter(child__in=children.values("pk"))


def visible_referral_children(user: User) -> QuerySet[ReferralChild]:
    """The children's parts of the referrals that `user` may work on at the front door.

    One child's restricted record hides the whole referral, as in `visible_referrals`: its text is
    about all of its children. A record that was opened in an emergency is no work either.
    """
    if not may(user, Action.WORK_FRONT_DOOR):
        return ReferralChild.objects.none()
    hidden = unsettled_children(user)
    own = Q(referral__in=Referral.objects.filter(author=user).values("pk"))
    readable = own | ~_tells_of("referral", hidden)
    return ReferralChild.objects.filter(readable).exclude(pk__in=_parts_about(hidden).values("pk"))


def get_referral(
    user: User, reference: str, *, at: datetime, origin: log.Origin, look: Look = Look.READ
) -> Referral:
    """The referral with this reference, logged as looked at; raises NotVisibleError (404)."""
    referral = (
        visible_referrals(user)
        .select_related("author__agency", "agency")
        .filter(reference=reference.upper())
        .first()
    )
    if referral is None:
        raise NotVisibleError
    own = referral.author_id == user.pk or not reads_as_front_door(user)
    log.write(
        by=user,
        at=at,
        action=look,
        basis=Basis.OWN_WORK if own else Basis.OPEN_ACCESS,
        origin=origin,
        reference=referral.reference,
    )
    return referral
