"""Addresses of the referrals pages."""

from typing import Final

from django.urls import URLPattern, path, re_path

from cases.forms.referral.whole import LISTS, SECTIONS
from cases.views import documents, referral_drafts, referral_sections, referrals

_DRAFT: Final = r"^drafts/(?P<key>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/"
_LIST: Final = f"(?P<section>{'|'.join(sorted(LISTS))})/"
_FORM: Final = f"(?P<section>{'|'.join(section.slug for section in SECTIONS if not section.most)})/"
_MEMBER: Final = "(?P<member>new|[0-9a-f]{8})/"

urlpatterns: list[URLPattern] = [
    path("", referrals.ReferralsPage.as_view(), name="referrals"),
    path("new/", referral_drafts.StartPage.as_view(), name="referral_start"),
    re_path(f"{_DRAFT}$", referral_drafts.TasksPage.as_view(), name="referral_draft"),
    re_path(f"{_DRAFT}check/$", referral_drafts.CheckPage.as_view(), name="referral_check"),
    re_path(f"{_DRAFT}discard/$", referral_drafts.DiscardPage.as_view(), name="referral_discard"),
    re_path(f"{_DRAFT}{_FORM}$", referral_sections.SectionPage.as_view(), name="referral_section"),
    re_path(f"{_DRAFT}{_LIST}$", referral_sections.PeoplePage.as_view(), name="referral_section"),
    re_path(f"{_DRAFT}{_LIST}{_MEMBER}$", referral_sections.MemberPage.as_view(), name="referral_member"),
    re_path(
        f"{_DRAFT}{_LIST}{_MEMBER}remove/$",
        referral_sections.RemovePage.as_view(),
        name="referral_member_remove",
    ),
    path("<slug:reference>/", referrals.ReferralPage.as_view(), name="referral"),
    path(
        "<slug:reference>/documents/new/",
        documents.NewReferralDocumentPage.as_view(),
        name="referral_document_new",
    ),
    path(
        "<slug:reference>/documents/<uuid:key>/withdraw/",
        documents.WithdrawReferralDocumentPage.as_view(),
        name="referral_document_withdraw",
    ),
    path("<slug:reference>/sent/", referrals.SentPage.as_view(), name="referral_sent"),
    path("<slug:reference>/receipt.pdf", referrals.ReceiptPage.as_view(), name="referral_receipt"),
]
