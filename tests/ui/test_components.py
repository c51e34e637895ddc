"""The environment and the components: strict where ours, lenient where GOV.UK needs it, always escaped."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import jinja2
import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.test import RequestFactory

from safeguarding.ui import error_views
from safeguarding.ui.jinja import component, environment, govuk, service_environment
from tests.ui.gallery import NOW, render_source

COMPONENTS = sorted((Path(settings.BASE_DIR) / "templates" / "components").glob("*.html"))
pytestmark = pytest.mark.urls("tests.ui.gallery")


class TestStrictness:
    def test_a_missing_variable_raises(self) -> None:
        with pytest.raises(jinja2.UndefinedError):
            service_environment().from_string("{{ nobody_gave_this }}").render()

    def test_a_missing_attribute_raises_even_in_a_condition(self) -> None:
        with pytest.raises(jinja2.UndefinedError):
            service_environment().from_string("{% if child.may_edit %}x{% endif %}").render({"child": {}})

    def test_a_missing_value_handed_to_govuk_raises(self) -> None:
        source = (
            '{% from "govuk_frontend_jinja/components/button/macro.html" import govukButton %}'
            '{{ govukButton({"text": nobody_gave_this}) }}'
        )
        with pytest.raises(jinja2.UndefinedError):
            service_environment().from_string(source).render()

    def test_govuk_macros_do_with_the_least(self) -> None:
        assert "Save" in govuk("button", "govukButton", {"text": "Save"})
        assert "govuk-date-input" in govuk("date-input", "govukDateInput", {"id": "d"})

    def test_production_logs_and_shows_nothing(
        self, settings: object, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.TEMPLATE_STRICT = False  # type: ignore[attr-defined]
        lenient = environment(loader=jinja2.DictLoader({"page": "a{{ missing.part }}b"}), autoescape=True)
        with caplog.at_level(logging.WARNING, logger="safeguarding.ui.jinja"):
            assert lenient.get_template("page").render() == "ab"
        assert "missing" in caplog.text


class TestComponents:
    def test_all_render_together(self) -> None:
        page = render_source("components.html")
        assert page.count("<h1") == 1
        assert "&lt;hungry&gt;" in page
        assert "Overdue by 2 days" in page

    def test_lists_render(self) -> None:
        page = render_source("list.html", request=RequestFactory().get("/list", {"q": "a&b", "page": "6"}))
        assert "?q=a%26b&amp;page=7" in page
        assert "No plans match." in page
        assert "Sam &lt;Okafor&gt;" in page

    @pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
    def test_each_is_shown_in_the_gallery_or_the_layouts(self, path: Path) -> None:
        name = f'"components/{path.name}"'
        folders = (Path(__file__).parent / "templates", path.parent, path.parent.parent / "layouts")
        assert any(name in page.read_text("utf-8") for folder in folders for page in folder.glob("*.html"))

    def test_a_deadline_says_how_it_stands(self) -> None:
        late = component("clock", "clock", NOW, NOW, NOW.replace(hour=15))
        assert "Done late" in late
        assert "govuk-tag--green" in component("clock", "clock", NOW, NOW, NOW)
        assert "govuk-tag--orange" in component("clock", "clock", NOW.replace(hour=15), NOW)

    def test_one_page_needs_no_pagination(self) -> None:
        page = Paginator(range(3), 20).page(1)
        assert not component("pagination", "pages", page, RequestFactory().get("/")).strip()


class TestContentSecurity:
    """The policy allows no inline style, handler or script, so no template may need one."""

    @pytest.mark.parametrize(
        "path",
        sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html")),
        ids=lambda path: str(path.relative_to(settings.BASE_DIR)),
    )
    def test_templates_carry_nothing_inline(self, path: Path) -> None:
        source = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"<[^>{]*\s(style|on[a-z]+)\s*=", source)
        assert not re.search(r"<script(?![^>]*(\bsrc=|type=\"application/json\"))", source)
        assert "|safe" not in source.replace(" ", "")

    def test_the_stylesheet_asks_for_no_gds_transport(self) -> None:
        built = Path(settings.BASE_DIR) / "static" / "build" / "app.css"
        assert "GDS Transport" not in built.read_text("utf-8")


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500", "csrf"])
def test_error_pages_have_one_heading_and_a_way_home(name: str) -> None:
    page = service_environment().get_template(f"errors/{name}.html").render()
    assert page.count("<h1") == 1
    assert 'href="/"' in page
    assert '<html lang="en-GB"' in page


def test_the_page_for_our_own_errors_needs_nothing_of_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    response = error_views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "app-header" in response.content.decode()
    monkeypatch.setattr(error_views, "service_environment", lambda: None)
    response = error_views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
