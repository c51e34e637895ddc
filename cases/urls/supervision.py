"""Addresses of supervision."""

from django.urls import URLPattern, path

from cases.views import supervision, supervision_forms, supervision_signing

_ONE = "<int:pk>/"
_CHILD = f"{_ONE}children/<slug:reference>/"

urlpatterns: list[URLPattern] = [
    path("", supervision.MySupervisionPage.as_view(), name="supervisions"),
    path("new/", supervision_forms.StartPage.as_view(), name="supervision_new"),
    path("in-time/", supervision.CompliancePage.as_view(), name="supervision_compliance"),
    path("sampling/", supervision.SamplingPage.as_view(), name="supervision_sampling"),
    path(_ONE, supervision.SupervisionPage.as_view(), name="supervision"),
    path(f"{_ONE}pdf/", supervision.SupervisionPdf.as_view(), name="supervision_pdf"),
    path(f"{_ONE}children/", supervision_forms.ChildrenPage.as_view(), name="supervision_children"),
    path(_CHILD, supervision_forms.OfChildPage.as_view(), name="supervision_of_child"),
    path(f"{_CHILD}leave-out/", supervision_forms.LeaveOutPage.as_view(), name="supervision_leave_out"),
    path(f"{_CHILD}facts/", supervision_forms.FactsAnewPage.as_view(), name="supervision_facts"),
    path(f"{_ONE}agenda/", supervision_forms.AgendaPage.as_view(), name="supervision_agenda"),
    path(f"{_ONE}actions/new/", supervision_forms.ActionPage.as_view(), name="supervision_action_new"),
    path(
        f"{_ONE}actions/<int:action>/leave-out/",
        supervision_forms.LeaveOutActionPage.as_view(),
        name="supervision_action_leave_out",
    ),
    path(
        f"{_ONE}actions/<int:action>/done/",
        supervision_signing.DonePage.as_view(),
        name="supervision_action_done",
    ),
    path(f"{_ONE}sign/", supervision_signing.SignPage.as_view(), name="supervision_sign"),
    path(f"{_ONE}take-back/", supervision_signing.TakeBackPage.as_view(), name="supervision_take_back"),
    path(f"{_ONE}call-off/", supervision_signing.CallOffPage.as_view(), name="supervision_call_off"),
    path(f"{_ONE}addendum/", supervision_signing.AddendumPage.as_view(), name="supervision_addendum"),
    path(f"{_ONE}sample/", supervision_signing.SamplePage.as_view(), name="supervision_sample"),
]
