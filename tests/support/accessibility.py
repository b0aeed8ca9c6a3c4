"""What axe finds on a page, and how a page is shown in another language without a browser's whole navigation.

Most of the time of a walk went into three things that prove nothing: sending axe with every page, bringing
every element that passed back to the test, and tearing a page down to build it up again in another language.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
# It has the longest sentences.
LONGEST = "ru"
LANGUAGES = (LONGEST, "kk", "en")
# A page to which hardly any rule applied was not really checked.
FEWEST_RULES = 10
# Takes longer than all other rules together. No colour depends on the language.
CONTRAST = "color-contrast"

_HAS_AXE = "typeof axe !== 'undefined'"
_ASK = """async options => {
  const told = await axe.run(document, options)
  return [told.passes.length, told.violations.flatMap(it => it.nodes.map(node => [it.id, node.html]))]
}"""
# The scripts of the page are fetched once and work once per address: for the new content they get another.
_SHOW = """async address => {
  const answer = await fetch(address, { headers: { Accept: 'text/html' }, cache: 'no-store' })
  const source = await answer.text()
  history.replaceState(null, '', answer.url)
  document.open()
  document.write(source)
  document.close()
  if (document.readyState !== 'complete') {
    await new Promise(resolve => window.addEventListener('load', resolve, { once: true }))
  }
  window.shown = (window.shown ?? 0) + 1
  for (const script of document.querySelectorAll('script[type=module][src]')) {
    const again = new URL(script.src)
    again.searchParams.set('shown', window.shown)
    await import(again.href)
  }
  return answer.status
}"""


@dataclass(frozen=True)
class Look:
    """How a page is looked at: the screen, and the scheme of colours."""

    width: int
    height: int = 900
    scheme: Literal["light", "dark"] = "light"

    def __str__(self) -> str:
        return f"{self.width} px, {self.scheme}"

    def take(self, page: Page) -> None:
        """Let the page be seen so."""
        page.set_viewport_size({"width": self.width, "height": self.height})
        page.emulate_media(color_scheme=self.scheme)


@cache
def _axe() -> str:
    from axe_playwright_python.base import AXE_SCRIPT

    return str(AXE_SCRIPT)


def bring_axe(context: BrowserContext) -> None:
    """Let every page of a context have axe from its beginning: the browser compiles it once."""
    context.add_init_script(_axe())


def violations(page: Page, *more: str, contrast: bool = True, fewest: int = FEWEST_RULES) -> list[str]:
    """Return what axe finds under the rules of WCAG 2.2 A and AA, and of the tags *more*."""
    if not page.evaluate(_HAS_AXE):
        page.evaluate(_axe())
    options = {
        "runOnly": [*WCAG, *more],
        "resultTypes": ["violations"],
        "rules": {CONTRAST: {"enabled": contrast}},
    }
    passed, found = page.evaluate(_ASK, options)
    faults = [f"{rule} {html[:150]}" for rule, html in found]
    return faults if passed >= fewest else [*faults, f"axe looked at {passed} rules only"]


def in_every_language(
    page: Page,
    address: str,
    looks: tuple[Look, ...],
    *more: str,
    elsewhere: tuple[Look, ...],
    contrast_elsewhere: bool = False,
) -> list[str]:
    """Return what is wrong with a page in each language.

    It is loaded in the language with the longest sentences, seen under all the looks, and contrast is asked.
    In the other languages the same window shows what the server answers: the styles are there already, the
    scripts work anew. There the rules are asked under the looks *elsewhere*, contrast only if it is wanted,
    and the width under all looks.
    """
    faults, taken = [], None
    for language in LANGUAGES:
        there = f"{address}{'&' if '?' in address else '?'}lang={language}"
        first = language == LONGEST
        status = _loaded(page, there) if first else page.evaluate(_SHOW, there)
        if "/staff" in address and status != 200:
            faults.append(f"{there}: not the page itself but {status}")
        if page.evaluate("document.documentElement.lang") != language:
            faults.append(f"{there}: the language attribute is not {language}")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        for look in looks:
            if look != taken:
                look.take(page)
            asked = (
                violations(page, *more, contrast=first or contrast_elsewhere)
                if first or look in elsewhere
                else []
            )
            if page.evaluate("document.documentElement.scrollWidth") > look.width:
                asked.append("scrolls sideways")
            faults += [f"{there} at {look}: {told}" for told in asked]
            taken = look
        # To change the screen is slow: the next language begins with the one that this ended with.
        looks = looks[::-1]
    return faults


def _loaded(page: Page, address: str) -> int:
    answer = page.goto(address)
    return answer.status if answer else 0
