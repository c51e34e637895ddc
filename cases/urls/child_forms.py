"""Addresses of forms on a child's record; each row is found through the child."""

from django.urls import path

from cases.views import documents, family, people, record_forms, restrictions, sharing

_PERSON = "people/<int:person>/"

urlpatterns = [
    path("chronology/new/", record_forms.EventPage.as_view(), name="event_new"),
    path("chronology/<int:pk>/correct/", record_forms.CorrectionPage.as_view(), name="event_correct"),
    path("network/new/", record_forms.InvolvementPage.as_view(), name="involvement_new"),
    path("network/<int:pk>/end/", record_forms.EndInvolvementPage.as_view(), name="involvement_end"),
    path("restriction/", restrictions.RestrictPage.as_view(), name="child_restriction"),
    path("restriction/lift/", restrictions.LiftPage.as_view(), name="child_restriction_lift"),
    path("sharing/new/", sharing.NewSharingPage.as_view(), name="sharing_new"),
    path("sharing/<int:pk>/correct/", sharing.SharingCorrectionPage.as_view(), name="sharing_correct"),
    path("documents/new/", documents.NewChildDocumentPage.as_view(), name="document_new"),
    path(
        "documents/<uuid:key>/withdraw/",
        documents.WithdrawChildDocumentPage.as_view(),
        name="document_withdraw",
    ),
    path("family/new/", family.RelativePage.as_view(), name="relative_new"),
    path("family/<int:pk>/", family.RelationshipPage.as_view(), name="relationship_edit"),
    path("family/<int:pk>/end/", family.EndRelationshipPage.as_view(), name="relationship_end"),
    path(f"{_PERSON}identity/", people.IdentityPage.as_view(), name="person_edit"),
    path(f"{_PERSON}needs/", people.NeedsPage.as_view(), name="person_needs"),
    path(f"{_PERSON}names/new/", people.AliasPage.as_view(), name="alias_new"),
    path(f"{_PERSON}names/<int:pk>/end/", people.EndAliasPage.as_view(), name="alias_end"),
    path(f"{_PERSON}addresses/new/", people.AddressPage.as_view(), name="address_new"),
    path(f"{_PERSON}addresses/<int:pk>/end/", people.EndAddressPage.as_view(), name="address_end"),
    path(f"{_PERSON}contact/new/", people.ContactDetailPage.as_view(), name="contact_new"),
    path(f"{_PERSON}contact/<int:pk>/end/", people.EndContactDetailPage.as_view(), name="contact_end"),
    path(f"{_PERSON}death/", people.DeathPage.as_view(), name="death_new"),
]
