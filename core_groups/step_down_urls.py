"""Addresses of leaving, step-down, closure and legal milestones, each below its child."""

from django.urls import URLPattern, path

from core_groups.views import closings, legal, step_downs, withdrawals

_CHILD = "<slug:reference>/"
_LEAVING = f"{_CHILD}leaving/"
_STEP = f"{_CHILD}step-down/"
_CLOSE = f"{_CHILD}close/"
_LEGAL = f"{_CHILD}legal/"

urlpatterns: list[URLPattern] = [
    path(_LEAVING, withdrawals.LeavingPage.as_view(), name="leaving"),
    path(f"{_LEAVING}new/", withdrawals.AskPage.as_view(), name="leaving_new"),
    path(f"{_LEAVING}<int:pk>/", withdrawals.WithdrawalPage.as_view(), name="leaving_one"),
    path(f"{_LEAVING}<int:pk>/view/", withdrawals.ViewPage.as_view(), name="leaving_view"),
    path(
        f"{_LEAVING}<int:pk>/hand-on/<slug:action>/",
        withdrawals.HandOnPage.as_view(),
        name="leaving_hand_on",
    ),
    path(f"{_LEAVING}<int:pk>/decide/", withdrawals.DecidePage.as_view(), name="leaving_decide"),
    path(_STEP, step_downs.StepDownsPage.as_view(), name="step_down"),
    path(f"{_STEP}plans/<int:plan>/", step_downs.ProposePage.as_view(), name="step_down_new"),
    path(f"{_STEP}<int:pk>/", step_downs.StepDownPage.as_view(), name="step_down_one"),
    path(f"{_STEP}<int:pk>/summary/", step_downs.SummaryPage.as_view(), name="step_down_summary"),
    path(f"{_STEP}<int:pk>/summary/send/", step_downs.SendPage.as_view(), name="step_down_send"),
    path(f"{_STEP}<int:pk>/summary/received/", step_downs.ReceivePage.as_view(), name="step_down_receive"),
    path(f"{_STEP}<int:pk>/answer/", step_downs.AnswerPage.as_view(), name="step_down_answer"),
    path(f"{_STEP}<int:pk>/complete/", step_downs.CompletePage.as_view(), name="step_down_complete"),
    path(f"{_STEP}<int:pk>/drop/", step_downs.DropPage.as_view(), name="step_down_drop"),
    path(_CLOSE, closings.ClosingPage.as_view(), name="closing"),
    path(f"{_CLOSE}write/", closings.WritePage.as_view(), name="closing_write"),
    path(f"{_CLOSE}send-back/", closings.SendBackPage.as_view(), name="closing_send_back"),
    path(f"{_CLOSE}sign/", closings.SignPage.as_view(), name="closing_sign"),
    path(_LEGAL, legal.LegalPage.as_view(), name="legal"),
    path(f"{_LEGAL}new/", legal.MilestonePage.as_view(), name="legal_new"),
    path(f"{_LEGAL}told/<int:pk>/", legal.ToldPage.as_view(), name="legal_told"),
]
