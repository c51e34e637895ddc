"""Addresses of a child's chronology as files, of weighing a line and of importing an agency's own."""

from django.urls import path

from cases.views import chronology, chronology_import

urlpatterns = [
    path("pdf/", chronology.ChronologyPdf.as_view(), name="chronology_pdf"),
    path("csv/", chronology.ChronologyCsv.as_view(), name="chronology_csv"),
    path("<int:pk>/weigh/", chronology.CurationPage.as_view(), name="chronology_curate"),
    path("import/", chronology_import.ImportFilePage.as_view(), name="chronology_import"),
    path("import/columns/", chronology_import.ImportColumnsPage.as_view(), name="chronology_import_columns"),
    path("import/lines/", chronology_import.ImportLinesPage.as_view(), name="chronology_import_lines"),
]
