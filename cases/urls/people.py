"""Addresses for making a record of somebody who isn't known yet."""

from django.urls import path

from cases.views.new_record import NewRecordPage

urlpatterns = [path("new/", NewRecordPage.as_view(), name="person_new")]
