"""Addresses of reviews of a historic high risk, below the child's record."""

from django.urls import path

from cases.views import historic_risk

_RISK = "historic-risk/"

urlpatterns = [
    path(_RISK, historic_risk.HistoricRiskPage.as_view(), name="child_historic_risk"),
    path(f"{_RISK}<int:pk>/review/", historic_risk.SeniorPage.as_view(), name="historic_risk_review"),
    path(f"{_RISK}<int:pk>/decide/", historic_risk.HeadPage.as_view(), name="historic_risk_decide"),
]
