"""What a synthetic partnership is like: its numbers, its pages, and that the service takes it for its own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.models import Count, F, Max, Q
from django.urls import reverse

from cases.models import (
    Child,
    ChildGroupGrant,
    ChildUserGrant,
    Deadline,
    EpisodeOfNeed,
    Event,
    Involvement,
    Person,
    PersonName,
    Plan,
    Referral,
    ReferralChild,
)
from cases.services import deadlines, involvements, people
from cases.services.person_names import sounds
from cases.states import EventKind, InvolvementRole, PlanKind
from safeguarding.accounts.models import AgencyKind, Role, User
from safeguarding.audit import chain
from safeguarding.notifications.models import Email, EmailState, Notification
from safeguarding.rules import codes
from safeguarding.rules.london_time import at_hour
from safeguarding.rules.names import normalise
from safeguarding.synthetic import figures
from tests.factories import synthetic

TODAY = date(2026, 3, 10)
NOW = at_hour(TODAY, 9)
CHILDREN = 3_000
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _partnership(django_db_setup, django_db_blocker):
    with synthetic.partnership(django_db_blocker, children=CHILDREN, today=TODAY):
        yield


@pytest.fixture
def open_child() -> Child:
    """A child with a social worker, a plan and a school."""
    open_ones = Child.objects.filter(
        allocated_to__isnull=False,
        is_restricted=False,
        plans__ended_on=None,
        plans__kind=PlanKind.CHILD_PROTECTION,
        involvements__agency__kind=AgencyKind.SCHOOL,
    )
    return open_ones.order_by("pk")[0]


def shares(rows, column: str) -> dict[str, float]:
    counts = dict(rows.order_by().values_list(column).annotate(Count("pk")))
    return {key: 100 * count / sum(counts.values()) for key, count in counts.items()}


# Families are drawn, not children, so that a few thousand children stray more than as many coins would.
def test_referrals_come_from_where_the_public_figures_say():
    by_code = shares(ReferralChild.objects.all(), "referral__source_code")
    found = {
        figures.POLICE: by_code["6"],
        figures.SCHOOLS: by_code["2A"],
        figures.HEALTH: by_code["3A"] + by_code["3B"] + by_code["3E"],
        figures.AUTHORITY: by_code["5A"] + by_code["5B"] + by_code["5D"],
    }
    for source, share in found.items():
        assert share == pytest.approx(figures.SOURCES[source], abs=4), source


@pytest.mark.parametrize(("need", "share"), [("N1", 58), ("N4", 9), ("N5", 12)])
def test_needs_are_as_the_public_figures_say(need, share):
    assert shares(EpisodeOfNeed.objects.all(), "primary_need")[need] == pytest.approx(share, abs=5)


@pytest.mark.parametrize(("category", "share"), [("EMO", 40), ("NEG", 49)])
def test_plans_are_for_what_the_public_figures_say(category, share):
    plans = Plan.objects.filter(kind=PlanKind.CHILD_PROTECTION)
    assert shares(plans, "category")[category] == pytest.approx(share, abs=10)


def test_a_year_is_in_proportion_to_its_referrals_as_in_england():
    referred = ReferralChild.objects.count()
    opened = EpisodeOfNeed.objects.filter(closed_on=None).count()
    planned = Plan.objects.filter(kind=PlanKind.CHILD_PROTECTION, ended_on=None).count()
    written = dict(Event.objects.order_by().values_list("kind").annotate(Count("pk")))
    assert opened / (referred / figures.YEARS) == pytest.approx(figures.OPEN_PER_REFERRAL, rel=0.12)
    assert planned / opened == pytest.approx(figures.PLANS_PER_OPEN, rel=0.35)
    enquired = written[EventKind.SECTION_47_ENQUIRY] / referred
    assert enquired == pytest.approx(figures.SECTION_47_PER_REFERRAL, rel=0.1)
    conferred = written[EventKind.CONFERENCE] / referred
    assert conferred == pytest.approx(figures.CONFERENCE_PER_REFERRAL, rel=0.25)
    assessed = written[EventKind.ASSESSMENT] / referred
    assert assessed == pytest.approx(figures.ASSESSMENTS_PER_REFERRAL, rel=0.1)


def test_every_page_of_a_childs_record_opens_for_their_social_worker(sign_in, open_child):
    client = sign_in(open_child.allocated_to)
    names = ("child", "child_network", "child_family", "child_chronology", "child_documents", "child_history")
    for name in names:
        assert client.get(reverse(name, args=[open_child.reference])).status_code == 200, name
    mother = open_child.person.relatives.get(kind="mother").person
    page = client.get(reverse("person", args=[open_child.reference, mother.pk]))
    assert mother.family_name in page.content.decode()
    overview = client.get(reverse("child", args=[open_child.reference])).content.decode()
    assert open_child.person.given_name in overview
    assert "Child protection plan" in overview


def test_their_referral_and_its_decision_open_for_the_front_door(sign_in, open_child):
    manager = User.objects.get(job_title="Front door manager")
    part = open_child.referral_children.filter(state="decided").order_by("pk")[0]
    client = sign_in(manager)
    page = client.get(reverse("front_door_child", args=[part.referral.reference, part.position]))
    assert page.status_code == 200
    assert part.decisions.get().get_outcome_display() in page.content.decode()
    for path in ("/", "/front-door/", "/team/"):
        assert client.get(path).status_code == 200, path


def test_the_school_sees_its_child_and_not_the_next(sign_in, open_child):
    lead = User.objects.filter(
        agency__in=open_child.involvements.filter(agency__kind=AgencyKind.SCHOOL).values("agency")
    )[0]
    client = sign_in(lead)
    assert client.get(reverse("child", args=[open_child.reference])).status_code == 200
    other = Child.objects.exclude(involvements__agency=lead.agency).order_by("pk")[0]
    assert client.get(reverse("child", args=[other.reference])).status_code == 404


def test_a_restricted_record_opens_for_those_named_alone(sign_in):
    hidden = Child.objects.filter(is_restricted=True).order_by("pk")[0]
    named = hidden.user_grants.order_by("user").first().user
    path = reverse("child", args=[hidden.reference])
    assert sign_in(named).get(path).status_code == 200
    head = User.objects.get(role=Role.SENIOR_MANAGER)
    assert sign_in(head).get(path).status_code == 404


def test_search_finds_a_child_by_a_name_that_is_spelled_otherwise(sign_in, open_child):
    client = sign_in(open_child.allocated_to)
    name = f"{open_child.person.given_name} {open_child.person.family_name}"
    found = client.post("/search/", {"terms": name[:-1]}, follow=True).content.decode()
    assert open_child.reference in found


def test_names_are_kept_as_the_service_keeps_them():
    for name in PersonName.objects.order_by("pk")[:200:20]:
        assert name.searched == normalise(f"{name.given_name} {name.family_name}")
        assert name.sounds == sounds(name.searched)


def test_numbers_of_people_are_valid_and_nobody_elses():
    numbered = Person.objects.exclude(nhs_number="").values_list("nhs_number", flat=True)
    assert len(set(numbered)) == len(numbered) > CHILDREN * 0.8
    assert all(number.startswith("999") and codes.nhs_number_valid(number) for number in numbered)
    pupils = Person.objects.exclude(upn="").values_list("upn", flat=True)
    assert len(set(pupils)) == len(pupils) > CHILDREN * 0.4
    assert all(codes.upn_valid(upn) for upn in pupils)


def test_the_chain_holds_every_line_and_goes_on(open_child):
    assert chain.verify() is None
    assert chain.seal(at=NOW) == 0
    involvements.start(
        child=open_child,
        agency=User.objects.get(job_title="Partnership manager").agency,
        role=InvolvementRole.OTHER,
        reason="New",
        by=open_child.allocated_to,
        at=NOW,
    )
    # The involvement's line of history and the chronology's.
    assert chain.seal(at=NOW) == 2
    assert chain.verify() is None


def test_each_record_has_the_line_of_history_that_recording_it_writes(open_child):
    first = open_child.history.get()
    assert (first.history_type, first.version, first.history_change_reason) == ("+", 1, "Record created")
    assert first.history_user.is_social_care
    assert Deadline.history.count() == Deadline.objects.count()


def test_grants_are_what_the_involvements_give():
    def held(child: Child) -> tuple[set[int], set[int]]:
        groups = ChildGroupGrant.objects.filter(content_object=child).values_list("group", flat=True)
        users = ChildUserGrant.objects.filter(content_object=child).values_list("user", flat=True)
        return set(groups), set(users)

    some = [*Child.objects.order_by("pk")[:20], *Child.objects.filter(is_restricted=True)[:3]]
    some += Child.objects.exclude(allocated_to=None)[:10]
    before = [held(child) for child in some]
    for child in some:
        involvements.project(child)
    assert [held(child) for child in some] == before
    assert all(any(kinds) for kinds in before)


def test_new_records_get_keys_of_their_own(open_child):
    last = Person.objects.aggregate(last=Max("pk"))["last"]
    made = people.create_person(
        given_name="New", family_name="Comer", by=open_child.allocated_to, at=NOW, reason="A test"
    )
    assert made.pk > last
    assert made.history.count() == 1


def test_clocks_stand_as_the_sweep_left_them_last_night():
    """Nothing is due to be told this morning; the next days bring reminders and breaches."""
    assert deadlines.sweep(at=at_hour(TODAY, 7)) == 0
    overdue = Deadline.objects.filter(met_at=None, due_at__lte=NOW)
    assert overdue.exists()
    keys = {f"deadline:{row.pk}:0:breach:1" for row in overdue.exclude(responsible=None)}
    assert keys <= set(Notification.objects.values_list("key", flat=True))
    assert deadlines.sweep(at=NOW + timedelta(days=3)) > 0


def test_what_was_told_went_out():
    assert Notification.objects.count() == Email.objects.filter(state=EmailState.SENT).count() > 0


def test_time_runs_forwards():
    assert not EpisodeOfNeed.objects.filter(opened_on__gt=TODAY).exists()
    assert not Event.objects.filter(occurred_at__gt=NOW).exists()
    assert not Deadline.objects.filter(met_at__lt=F("starts_at")).exists()
    assert not Person.objects.filter(child__isnull=False, date_of_birth__gt=TODAY).exists()
    late = Deadline.objects.filter(met_at__gte=F("due_at"))
    assert late.exists()
    assert not late.filter(Q(lateness_code="") | Q(lateness_reason="")).exists()


def test_involved_are_agencies_that_refer_and_care():
    kinds = set(Involvement.objects.values_list("agency__kind", flat=True))
    assert {
        AgencyKind.CHILDRENS_SOCIAL_CARE,
        AgencyKind.SCHOOL,
        AgencyKind.GP_PRACTICE,
        AgencyKind.POLICE,
    } <= kinds
    assert Referral.objects.filter(agency__kind=AgencyKind.POLICE).exists()
