"""Addresses of the child's voice, the genogram and warnings, below the child's record."""

from django.urls import URLPattern, path

from cases.forms import voice as forms
from cases.views import genogram, voice, warnings
from cases.voice_states import VoiceKind

_WARNING = "warnings/<int:pk>/"


def _new(kind: VoiceKind, title: str) -> URLPattern:
    view = voice.NewVoicePage.as_view(kind=kind, form_class=forms.FORMS[kind], title=title)
    return path(f"voice/{kind.value}/", view, name=f"voice_{kind.value}")


urlpatterns = [
    path("voice/", voice.VoicePage.as_view(), name="child_voice"),
    _new(VoiceKind.DAY, "A day in my life"),
    _new(VoiceKind.WORDS, "The child’s own words"),
    _new(VoiceKind.DRAWING, "A drawing, or something the child made"),
    _new(VoiceKind.OBSERVATION, "Observe a child who doesn’t speak"),
    path("voice/<int:pk>/correct/", voice.CorrectVoicePage.as_view(), name="voice_correct"),
    path("genogram/", genogram.GenogramPage.as_view(), name="child_genogram"),
    path("genogram/pdf/", genogram.GenogramPdf.as_view(), name="child_genogram_pdf"),
    path("warnings/", warnings.WarningsPage.as_view(), name="child_warnings"),
    path("warnings/new/", warnings.WarningPage.as_view(), name="warning_new"),
    path(f"{_WARNING}review/", warnings.ReviewWarningPage.as_view(), name="warning_review"),
    path(f"{_WARNING}end/", warnings.EndWarningPage.as_view(), name="warning_end"),
]
