"""The one Jinja2 environment: what every template of the service can use.

Our own templates are strict: a variable that isn't there raises when `TEMPLATE_STRICT` is on (tests and
development) and is logged when it is off. GOV.UK's macros are written for lenient lookups (`params.a.b` where
`a` may be missing), so templates of that package are compiled in a lenient overlay of the same environment.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, MutableMapping
from functools import cache
from typing import Any

import jinja2
from django.conf import settings
from django.http import HttpRequest
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.urls import reverse
from markupsafe import Markup

from safeguarding.ui import filters

GOVUK_PREFIX = "govuk_frontend_jinja/"

logger = logging.getLogger(__name__)


class ServiceLoader(jinja2.BaseLoader):
    """Loads our templates strictly and those of `govuk_frontend_jinja` leniently."""

    def __init__(self, own: jinja2.BaseLoader) -> None:
        """Take `own`, the loader of the project's templates."""
        self.own = own
        self.govuk = jinja2.PrefixLoader(
            {GOVUK_PREFIX.rstrip("/"): jinja2.PackageLoader("govuk_frontend_jinja")}
        )
        self._lenient: jinja2.Environment | None = None

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return source, file name and freshness check of `template`."""
        return self._loader_of(template).get_source(environment, template)

    def list_templates(self) -> list[str]:
        """Return the names of all templates, both kinds."""
        return sorted({*self.own.list_templates(), *self.govuk.list_templates()})

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> jinja2.Template:
        """Return the compiled template, GOV.UK's compiled in the lenient overlay."""
        if name.startswith(GOVUK_PREFIX):
            return self.govuk.load(self._lenient_overlay(environment), name, globals)
        return self.own.load(environment, name, globals)

    def _loader_of(self, name: str) -> jinja2.BaseLoader:
        return self.govuk if name.startswith(GOVUK_PREFIX) else self.own

    def _lenient_overlay(self, environment: jinja2.Environment) -> jinja2.Environment:
        if environment is self._lenient:
            return environment
        if self._lenient is None:
            self._lenient = environment.overlay(undefined=jinja2.ChainableUndefined)
        return self._lenient


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment; Django's Jinja2 backend calls this once with its OPTIONS."""
    strict = getattr(settings, "TEMPLATE_STRICT", False)
    logging_undefined = jinja2.make_logging_undefined(logger, base=jinja2.ChainableUndefined)
    options["undefined"] = jinja2.StrictUndefined if strict else logging_undefined
    options["loader"] = ServiceLoader(options["loader"])
    env = jinja2.Environment(**{"trim_blocks": True, "lstrip_blocks": True, **options})  # noqa: S701 (backend sets autoescape)
    env.globals.update(static=static, url=url, with_query=with_query)
    env.filters.update(filters.ALL)
    env.tests["after"] = filters.is_after
    return env


def url(name: str, *args: Any, query: dict[str, Any] | None = None, **kwargs: Any) -> str:
    """Return the address of the named page, e.g. `url("cases:child", reference=child.reference)`."""
    return reverse(name, args=args or None, kwargs=kwargs or None, query=query)


def with_query(request: HttpRequest, **changes: Any) -> str:
    """Return the request's query with `changes` applied (None takes one away), as a relative link `?a=1`."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def service_environment() -> jinja2.Environment:
    """Return the environment of the configured Jinja2 backend, for rendering outside a view."""
    for engine in engines.all():
        if isinstance(engine, Jinja2):
            return engine.env
    raise RuntimeError("TEMPLATES has no Jinja2 backend")


@cache
def _macro(template: str, name: str) -> Callable[..., Markup]:
    macro: Callable[..., Markup] = getattr(service_environment().get_template(template).module, name)
    return macro


def govuk(component: str, macro: str, params: dict[str, Any]) -> Markup:
    """Render a GOV.UK component, e.g. `govuk("input", "govukInput", {...})`."""
    return _macro(f"{GOVUK_PREFIX}components/{component}/macro.html", macro)(params)


def component(file: str, macro: str, *args: Any, **kwargs: Any) -> Markup:
    """Render one of our own components from Python, e.g. `component("tag", "tag", "Overdue", "red")`."""
    return _macro(f"components/{file}.html", macro)(*args, **kwargs)
