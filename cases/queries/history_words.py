"""What the history calls each column, and its values as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Field, Model

from cases.models import Person, Referral
from cases.queries.records import day
from safeguarding.accounts.models import Agency, Team, User
from safeguarding.rules import codes
from safeguarding.rules.london_time import LONDON
from safeguarding.rules.timescales import TIMESCALES

_CODES: Final[Mapping[str, codes.CodeList]] = {
    "ethnicity": codes.ETHNICITY,
    "disabilities": codes.DISABILITY,
    "upn_unknown_reason": codes.UPN_UNKNOWN,
    "primary_need": codes.PRIMARY_NEED,
    "closure_reason": codes.CLOSURE_REASON,
    "category": codes.CATEGORY_OF_ABUSE,
    "source_code": codes.REFERRAL_SOURCE,
}
# Where the column's own name isn't how people say it; of one table alone with the table's name before it.
_LABELS: Final[Mapping[str, str]] = {
    "is_confidential": "Confidential",
    "is_safe": "Safe to use",
    "is_restricted": "Seen by named people only",
    "in_household": "Lives with the child",
    "given_name": "First name",
    "family_name": "Last name",
    "warning.text": "Warning",
    "appointment.told": "Who was told",
    "sharedinformation.text": "What was said",
    "recurrencehit.text": "What recurs",
    "user": "Person",
    "ended_at": "Ended on",
    "opened_on": "Opened on",
    "rule_id": "Time limit",
    "due_on": "Last day",
    "told_at": "Referrer told",
    "told_how": "Told how",
    "told": "Were they told?",
    "file_name": "File",
    "scan_state": "Virus scan",
    "withdrawn_at": "Withdrawn",
    "sensitivity": "Who may read it",
    "referrer_name": "Reported by",
    "referrer_role": "Role of who reported it",
    "referrer_phone": "Telephone of who reported it",
    "referrer_email": "Email of who reported it",
    "referrer_is_anonymous": "Asked to stay anonymous",
    "address_lines": "Address",
    "address_is_confidential": "Address confidential",
    "state": "Where it stands",
    "decided_on": "Day",
    "what": "What needs to happen",
    "outside_name": "Person from outside",
    "copy_kind": "Which copy they get",
    "is_required": "Must come",
    "is_used": "Used",
    "childs_account": "The child's own account",
    "child_says": "What the child says",
}


def label(one: Field[Any, Any]) -> str:
    """The column's name as people say it."""
    table = one.model._meta.model_name
    said = _LABELS.get(f"{table}.{one.name}") or _LABELS.get(one.name) or str(one.verbose_name)
    return said[:1].upper() + said[1:]


class Names:
    """Keys of people, users, agencies, teams and referrals turned into names, each kind in one query."""

    _KINDS: Final = (Person, User, Agency, Team, Referral)

    def __init__(self, rows: Iterable[Any]) -> None:
        keys: dict[type[Model], set[int]] = {kind: set() for kind in self._KINDS}
        for row in rows:
            for one in row._meta.concrete_fields:
                if one.is_relation and one.related_model in keys and one.name != "history_user":
                    keys[one.related_model].add(getattr(row, one.attname))
        self._names = {
            kind: {made.pk: str(made) for made in kind._default_manager.filter(pk__in=found - {None})}
            for kind, found in keys.items()
        }

    def words(self, one: Field[Any, Any], value: Any, said: Mapping[str, str]) -> str:
        """A value as people read it; `said` are the words for the values of this column, if it has any."""
        if value is None or value in ("", []):
            return ""
        if one.is_relation and isinstance(one.related_model, type):
            return self._names.get(one.related_model, {}).get(value, "")
        if said or one.name in _CODES:
            known = said or dict(_CODES[one.name])
            return ", ".join(
                str(known.get(code, code)) for code in (value if isinstance(value, list) else [value])
            )
        if one.name == "rule_id":
            return TIMESCALES[value].label
        return _plain(value) or str(dict(one.flatchoices or ()).get(value, value))


def _plain(value: Any) -> str:
    """Yes and no, days and instants as they are read; nothing for other values."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{day(value.astimezone(LONDON).date())}, {value.astimezone(LONDON):%H:%M}"
    return day(value) if isinstance(value, date) else ""
