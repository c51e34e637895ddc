"""How a person works a page: with a mouse, or with nothing but a keyboard."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import assert_accessible

MOST_TABS = 400


class Mouse:
    """Clicks and types, as most people do; works with and without scripts on the page."""

    def __init__(self, page: Page, *, runs_scripts: bool = True) -> None:
        self.page = page
        self.runs_scripts = runs_scripts

    def look(self) -> None:
        """Axe finds nothing on the page as it stands; axe is a script itself, so only where scripts run."""
        if self.runs_scripts:
            assert_accessible(self.page)

    def follow(self, text: str) -> None:
        """Follow the first link with this text."""
        self._link(text).click()

    def _link(self, text: str) -> Locator:
        """A link, also one that looks and is announced as a button."""
        link = self.page.get_by_role("link", name=text)
        return link.or_(self.page.locator("a[role=button]", has_text=text)).first

    def press(self, text: str) -> None:
        """Press the button with this text."""
        self.page.get_by_role("button", name=text, exact=True).click()

    def fill(self, **answers: Any) -> None:
        """Answer questions by their names; a list ticks several boxes, True ticks the only one."""
        for name, answer in answers.items():
            for value in answer if isinstance(answer, list) else [answer]:
                self._answer(self._control(name, value), value)

    def _control(self, name: str, value: Any) -> Locator:
        control = self.page.locator(f'[name="{name}"]')
        if control.first.get_attribute("type") in {"radio", "checkbox"} and value is not True:
            control = self.page.locator(f'[name="{name}"][value="{value}"]')
        expect(control).to_have_count(1)
        return control

    def _answer(self, control: Locator, value: Any) -> None:
        kind = control.get_attribute("type")
        if kind in {"radio", "checkbox"}:
            control.check()
        elif control.evaluate("field => field.tagName") == "SELECT":
            control.select_option(str(value))
        else:
            control.fill(str(value))


class Keyboard(Mouse):
    """Tab, Shift+Tab, space, arrows and Enter only: what can't be reached with them fails."""

    def follow(self, text: str) -> None:
        """Tab to the link and press Enter."""
        self._tab_to(self._link(text))
        self._enter()

    def press(self, text: str) -> None:
        """Tab to the button and press Enter."""
        self._tab_to(self.page.get_by_role("button", name=text, exact=True))
        self._enter()

    def _enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _answer(self, control: Locator, value: Any) -> None:
        kind = control.get_attribute("type")
        if kind == "radio":
            self._choose(control)
        elif kind == "checkbox":
            self._tab_to(control)
            if not control.is_checked():
                self.page.keyboard.press("Space")
        elif control.evaluate("field => field.tagName") == "SELECT":
            self._tab_to(control)
            self.page.keyboard.type(control.locator(f'option[value="{value}"]').inner_text())
        else:
            self._tab_to(control)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(str(value))

    def _choose(self, radio: Locator) -> None:
        """Tab into the group, then go down with the arrow until the answer is chosen."""
        name = radio.get_attribute("name")
        group = self.page.locator(f'[name="{name}"]')
        for _ in range(MOST_TABS):
            if self.page.evaluate("document.activeElement.name") == name:
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} can't be chosen with the arrow keys")

    def _tab_to(self, target: Locator) -> None:
        handle = target.element_handle()
        for _ in range(MOST_TABS):
            if handle is not None and handle.evaluate("field => field === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} can't be reached with the Tab key")
