from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.browsers import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.browser
def test_a_page_renders_kazakh_letters_in_a_real_browser(page: Page) -> None:
    page.set_content("<main lang=kk><p>Әділет, ғылым, қаулы, өтініш, ұсыныс</p></main>")
    assert page.get_by_text("қаулы").is_visible()


def test_a_machine_without_chromium_fails_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="apt install chromium"):
        chromium()


def test_a_wrong_chromium_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(RuntimeError, match="/nowhere/chromium, which is not a file"):
        chromium()
