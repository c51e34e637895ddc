"""Addresses of professional challenge."""

from django.urls import URLPattern, path

from escalation.views import challenges, desk, meeting, policy, raising

_CHILD = "children/<slug:reference>/"
_ONE = "challenges/<slug:reference>/"

urlpatterns: list[URLPattern] = [
    path(f"{_CHILD}challenges/new/", raising.RaisePage.as_view(), name="challenge_new"),
    path(
        f"{_CHILD}chronology/<int:pk>/challenge/", raising.RaiseOnEventPage.as_view(), name="challenge_event"
    ),
    path("challenges/", challenges.ChallengesPage.as_view(), name="challenges"),
    path("challenges/desk/", desk.DeskPage.as_view(), name="challenge_desk"),
    path("challenges/desk/export/", desk.DeskExport.as_view(), name="challenge_desk_export"),
    path("challenges/policy/", policy.PolicyPage.as_view(), name="challenge_policy"),
    path("challenges/policy/read/", policy.ConfirmPage.as_view(), name="challenge_policy_read"),
    path("challenges/policy/new/", policy.PublishPage.as_view(), name="challenge_policy_new"),
    path(_ONE, challenges.ChallengePage.as_view(), name="challenge"),
    path(f"{_ONE}contact/", challenges.ContactPage.as_view(), name="challenge_contact"),
    path(f"{_ONE}counterpart/", challenges.CounterpartPage.as_view(), name="challenge_counterpart"),
    path(f"{_ONE}up/", challenges.MoveUpPage.as_view(), name="challenge_up"),
    path(f"{_ONE}offer/", challenges.OfferPage.as_view(), name="challenge_offer"),
    path(f"{_ONE}answer/", challenges.AnswerPage.as_view(), name="challenge_answer"),
    path(f"{_ONE}withdraw/", challenges.WithdrawPage.as_view(), name="challenge_withdraw"),
    path(f"{_ONE}decide/", challenges.DecidePage.as_view(), name="challenge_decide"),
    path(f"{_ONE}dissent/", challenges.DissentPage.as_view(), name="challenge_dissent"),
    path(f"{_ONE}learning/", challenges.LearningPage.as_view(), name="challenge_learning"),
    path(f"{_ONE}actions/<int:pk>/done/", challenges.ActionDonePage.as_view(), name="challenge_action_done"),
    path(f"{_ONE}meeting/", meeting.PlanMeetingPage.as_view(), name="challenge_meeting"),
    path(
        "meetings/<slug:reference>/resolution/held/",
        meeting.HoldMeetingPage.as_view(),
        name="resolution_hold",
    ),
]
