"""Nothing that a page loads may come from another host, and nothing that belongs to gov.uk may ship."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "casetracker" / "static"
TEMPLATES = ROOT / "templates"

EVERY_TEMPLATE = sorted(TEMPLATES.rglob("*.html"))
LOADING_TAG = re.compile(
    r"<(?:script|link|img|source|iframe|video|audio|embed|object|use|image|track)\b[^>]*>", re.I | re.S
)
LOADING_ATTRIBUTE = re.compile(r"\b(?:src|href|srcset|data|poster)\s*=\s*[\"']?\s*(?:https?:)?//", re.I)
CSS_ADDRESS = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)", re.I)
# JSON-LD is data: nothing runs it.
INLINE_CODE = re.compile(
    r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\">)[^>]*>|<style\b"
    r"|\son[a-z]+\s*=\s*[\"']|\sstyle\s*=",
    re.I,
)
MAIL = TEMPLATES / "mail"


def page_templates() -> list[Path]:
    # A mail is read outside the site: it has no stylesheet to refer to, so it may carry styles.
    return [path for path in EVERY_TEMPLATE if MAIL not in path.parents]


def ours() -> list[Path]:
    return [STATIC / "app.css", STATIC / "app.js", STATIC / "govuk-frontend.min.js", STATIC / "favicon.svg"]


def addresses(css: Path) -> list[str]:
    found = CSS_ADDRESS.findall(css.read_text(encoding="utf-8"))
    return [(in_url or imported).strip() for in_url, imported in found]


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: str(p.relative_to(TEMPLATES))
)
def test_template_loads_nothing_from_another_host(template: Path) -> None:
    tags = LOADING_TAG.findall(template.read_text(encoding="utf-8"))
    assert [tag for tag in tags if LOADING_ATTRIBUTE.search(tag)] == []


@pytest.mark.parametrize("template", page_templates(), ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_template_has_no_inline_code(template: Path) -> None:
    assert INLINE_CODE.findall(template.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("css", sorted(STATIC.rglob("*.css")), ids=lambda p: p.name)
def test_stylesheet_loads_nothing_from_another_host(css: Path) -> None:
    outside = [address for address in addresses(css) if re.match(r"(https?:)?//", address)]
    assert outside == []


def test_stylesheet_refers_only_to_files_that_ship() -> None:
    files = [address.partition("?")[0] for address in addresses(STATIC / "app.css")]
    assert len(files) == 4
    assert [name for name in files if not (STATIC / name).is_file()] == []


def test_script_imports_a_file_that_ships() -> None:
    imported = re.findall(r"from\s+'\./([^'?]+)\?v=[0-9a-f]{12}'", (STATIC / "app.js").read_text())
    assert imported == ["govuk-frontend.min.js"]
    assert (STATIC / imported[0]).is_file()


@pytest.mark.parametrize("script", sorted(STATIC.rglob("*.js")), ids=lambda p: p.name)
def test_script_names_no_source_map(script: Path) -> None:
    assert "sourceMappingURL=" not in script.read_text(encoding="utf-8")[-300:]


def test_api_docs_ask_no_outside_validator() -> None:
    assert "validatorUrl: null" in (STATIC / "swagger-ui" / "api-docs.js").read_text()


@pytest.mark.parametrize("file", ours(), ids=lambda p: p.name)
def test_nothing_of_gov_uk_ships(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert re.findall(r"GDS Transport|crest|govuk-header__logotype|govuk-footer__crown", text, re.I) == []


def test_no_other_binary_ships_than_our_fonts() -> None:
    binaries = {
        path.name for path in STATIC.rglob("*") if path.suffix not in {".css", ".js", ".txt", ".svg", ""}
    }
    assert binaries == {
        f"source-sans-3-{part}.woff2" for part in ("latin", "latin-ext", "cyrillic", "cyrillic-ext")
    }


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("govuk-frontend.txt", "The MIT License"),
        ("source-sans-3.txt", "SIL OPEN FONT LICENSE"),
        ("swagger-ui.txt", "Apache License"),
        ("swagger-ui-bundled.txt", "license"),
    ],
)
def test_licence_ships_and_is_listed(name: str, phrase: str) -> None:
    assert phrase.lower() in (STATIC / "licences" / name).read_text(encoding="utf-8").lower()
    assert name in (STATIC / "licences" / "README.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("letter", "әғқңөұүһіӘҒҚҢӨҰҮҺІ")
def test_kazakh_letter_lies_in_a_subset_that_ships(letter: str) -> None:
    css = (STATIC / "app.css").read_text(encoding="utf-8")
    ranges = [
        (int(first, 16), int(last or first, 16))
        for value in re.findall(r"unicode-range:([^}]+)", css)
        for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", value)
    ]
    assert any(first <= ord(letter) <= last for first, last in ranges)
