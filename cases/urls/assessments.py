"""Addresses of a child's assessments, below the child's own."""

from django.urls import URLPattern, path

from cases.views import assessment_signing, assessments

_ALL = "assessments/"
_ONE = f"{_ALL}<slug:assessment>/"

urlpatterns: list[URLPattern] = [
    path(f"{_ALL}new/", assessments.StartPage.as_view(), name="assessment_new"),
    path(_ONE, assessments.AssessmentPage.as_view(), name="assessment"),
    path(f"{_ONE}assessment.pdf", assessments.AssessmentFile.as_view(), name="assessment_file"),
    path(f"{_ONE}seen/", assessments.SeenPage.as_view(), name="assessment_seen"),
    path(f"{_ONE}factors/", assessments.FactorsPage.as_view(), name="assessment_factors"),
    path(
        f"{_ONE}recommendation/",
        assessments.RecommendationPage.as_view(),
        name="assessment_recommendation",
    ),
    path(f"{_ONE}males/", assessments.MalesPage.as_view(), name="assessment_males"),
    path(f"{_ONE}males/<int:person>/", assessments.MalePage.as_view(), name="assessment_male"),
    path(f"{_ONE}ask/", assessment_signing.AskPage.as_view(), name="assessment_ask"),
    path(f"{_ONE}send/", assessment_signing.SendPage.as_view(), name="assessment_send"),
    path(f"{_ONE}give-back/", assessment_signing.GiveBackPage.as_view(), name="assessment_give_back"),
    path(f"{_ONE}authorise/", assessment_signing.AuthorisePage.as_view(), name="assessment_authorise"),
    path(
        f"{_ONE}parents-copy/",
        assessment_signing.ParentsCopyPage.as_view(),
        name="assessment_parents_copy",
    ),
    path(f"{_ONE}sections/<slug:section>/", assessments.SectionPage.as_view(), name="assessment_section"),
]
