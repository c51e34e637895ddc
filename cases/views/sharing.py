"""Recording that information about a child was shared, or refused, and correcting what was recorded."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django.http import HttpResponse

from cases import access, access_sharing
from cases.exceptions import NotPermittedError
from cases.forms.sharing import SharingCorrectionForm, SharingForm
from cases.models import Sharing
from cases.queries import sharing as queries
from cases.services.sharing import SharingFacts, correct_sharing, record_sharing
from cases.states import SharingGround
from cases.views.child_forms import ChildFormPage
from safeguarding.rules.london_time import london_date

_FACTS: Final = tuple(SharingFacts.__dataclass_fields__)


class NewSharingPage(ChildFormPage):
    """One sharing, or refusal, for the log."""

    child_action = access.Action.RECORD_EVENT
    form_class = SharingForm
    title = "Record a sharing or a refusal"
    intro = (
        "Children’s social care and your agency can read it. What a referral shares is recorded with "
        "the referral."
    )
    submit_text = "Record it"
    back_to = "child_sharing"

    def initial(self) -> dict[str, Any]:
        """Today, and the usual ground: the law, not consent."""
        return {"decided_on": london_date(self.at), "ground": SharingGround.PUBLIC_TASK}

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        facts = SharingFacts(**form.cleaned_data)
        record_sharing(child=self.child, facts=facts, by=self.user, at=self.at)
        return self.done(self.back_href(), "It is recorded")


class SharingCorrectionPage(ChildFormPage):
    """An entry of the person's own agency, said better."""

    child_action = access.Action.RECORD_EVENT
    form_class = SharingCorrectionForm
    title = "Correct this entry"
    intro = "The entry stays in the log, marked as replaced. Yours stands in its place."
    submit_text = "Save the correction"
    back_to = "child_sharing"

    @cached_property
    def sharing(self) -> Sharing:
        """The entry of the address, through the child."""
        return queries.one_of(self.user, self.child, self.kwargs["pk"])

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the entry before anything else; another agency's isn't this person's to correct."""
        _ = self.child
        if not access_sharing.may_correct(self.user, self.sharing):
            raise NotPermittedError(access.Action.RECORD_EVENT.value)
        return super().dispatch(*args, **kwargs)

    def initial(self) -> dict[str, Any]:
        """What stands there now."""
        return {name: getattr(self.sharing, name) for name in _FACTS}

    def save(self, form: Any) -> HttpResponse:
        """Save it in the old one's place."""
        told = dict(form.cleaned_data)
        why = told.pop("why")
        facts = SharingFacts(**told)
        correct_sharing(sharing=self.sharing, facts=facts, why=why, by=self.user, at=self.at)
        return self.done(self.back_href(), "The correction is recorded")
