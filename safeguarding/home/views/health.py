"""The probe of load balancers and monitors."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View

from safeguarding.home import health


@method_decorator(login_not_required, name="dispatch")
class HealthCheck(View):
    """200 when pages can be shown, 503 when not; a late worker is told, and is no reason for 503."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """The facts as JSON."""
        found = health.check(timezone.now())
        return JsonResponse(found.as_json(), status=200 if found.is_up else 503)
