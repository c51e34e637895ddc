"""Addresses of a child's plans and visits; each plan is found through the child."""

from django.urls import path

from cases.views import plan_forms, plan_items, plan_pages, visits

_PLAN = "plans/<int:pk>/"
_ITEM = f"{_PLAN}items/<int:number>/"

urlpatterns = [
    path("plans/new/", plan_forms.StartPage.as_view(), name="plan_new"),
    path(f"{_PLAN}words/", plan_forms.WordsPage.as_view(), name="plan_words"),
    path(f"{_PLAN}visits/", plan_forms.VisitPacePage.as_view(), name="plan_visit_every"),
    path(f"{_PLAN}category/", plan_forms.CategoryPage.as_view(), name="plan_category"),
    path(f"{_PLAN}end/", plan_forms.EndPage.as_view(), name="plan_end"),
    path(f"{_PLAN}move/", plan_forms.MovePage.as_view(), name="plan_move"),
    path(f"{_PLAN}share/", plan_forms.SharePage.as_view(), name="plan_share"),
    path(f"{_PLAN}scale/", plan_forms.ScalePage.as_view(), name="plan_scale"),
    path(f"{_PLAN}versions/<int:number>/plan.pdf", plan_pages.PlanPdf.as_view(), name="plan_pdf"),
    path(f"{_PLAN}items/new/", plan_items.NewItemPage.as_view(), name="plan_item_new"),
    path(f"{_ITEM}change/", plan_items.ChangeItemPage.as_view(), name="plan_item_change"),
    path(f"{_ITEM}progress/", plan_items.ProgressPage.as_view(), name="plan_item_progress"),
    path(f"{_ITEM}finish/", plan_items.FinishPage.as_view(), name="plan_item_finish"),
    path(f"{_ITEM}drop/", plan_items.DropPage.as_view(), name="plan_item_drop"),
    path(f"{_ITEM}reopen/", plan_items.ReopenPage.as_view(), name="plan_item_reopen"),
    path("visits/new/", visits.VisitPage.as_view(), name="visit_new"),
]
