"""How a worklist is narrowed and grouped. Sent by GET: addresses carry references and keys, never names."""

from __future__ import annotations

from typing import Any

from safeguarding.ui.fields import Choice, GovukForm, HiddenField, SelectField, TextField, choosing

GROUPS = (("child", "Child"), ("rule", "Kind of time limit"), ("worker", "Who holds it"))


class WorklistForm(GovukForm):
    """The filters beside the tiles. `show`, the tile, stays as it is."""

    show = HiddenField(required=False)
    rule = SelectField("Kind of time limit", required=False, mark_optional=False, placeholder="Every kind")
    worker = SelectField("Held by", required=False, mark_optional=False, placeholder="Everybody")
    child = TextField(
        "Reference",
        hint="Of a child or a referral",
        required=False,
        mark_optional=False,
        width=10,
        autocomplete="off",
        spellcheck=False,
    )
    group = SelectField(
        "Group by", GROUPS, required=False, mark_optional=False, placeholder="No groups: the next due first"
    )

    def __init__(
        self, *args: Any, rules: list[tuple[str, str]], workers: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choosing(self, "rule").set_options(rules)
        choosing(self, "worker").set_options([Choice(*each) for each in workers])
