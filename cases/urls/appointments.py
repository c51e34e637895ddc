"""Addresses of a child's appointments, below the child's record."""

from django.urls import path

from cases.views import appointments

_ONE = "appointments/<int:pk>/"

urlpatterns = [
    path("appointments/", appointments.AppointmentsPage.as_view(), name="child_appointments"),
    path("appointments/new/", appointments.NewAppointmentPage.as_view(), name="appointment_new"),
    path(f"{_ONE}outcome/", appointments.OutcomePage.as_view(), name="appointment_outcome"),
    path(f"{_ONE}follow-up/", appointments.FollowUpPage.as_view(), name="appointment_follow_up"),
]
