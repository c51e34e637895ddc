"""The children of a household, for what looks at all of them whoever asks (as a named service)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from cases.models import Child, Relationship


def children(child_key: int) -> set[int]:
    """The keys of the children with a record who live in this child's household, the child among them."""
    return households([child_key])[child_key]


def households(child_keys: Iterable[int], *, hidden: bool = True) -> dict[int, set[int]]:
    """For each child, the children of the household, in a constant number of statements.

    They share a carer who lives with both, or live with each other by their own relationship. Without
    `hidden`, those whose record is restricted stay out, but for the child itself.
    """
    asked = set(child_keys)
    now = Relationship.objects.filter(until=None, in_household=True)
    pairs = set(
        now.filter(Q(relative_of__in=asked) | Q(person__in=asked)).values_list("person", "relative_of")
    )
    people = {key for pair in pairs for key in pair} - asked
    shared = set(now.filter(person__in=people).values_list("person", "relative_of"))
    rows = Child.objects.filter(pk__in=people | {key for _, key in shared} | asked)
    with_record = set((rows if hidden else rows.filter(is_restricted=False)).values_list("pk", flat=True))
    found = {}
    for child in asked:
        direct = {other for pair in pairs if child in pair for other in pair}
        through = {below for above, below in shared if above in direct}
        found[child] = ((direct | through) & with_record) | {child}
    return found
