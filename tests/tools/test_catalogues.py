from __future__ import annotations

import os
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from jinja2 import TemplateSyntaxError

from tools.check_catalogues import problems_in
from tools.compile_messages import compile_all
from tools.fill_english import fill
from tools.messages import extract, read_catalogue, write_catalogue

LATE = ("%(count)s day late", "%(count)s days late")
CODE = """
from flask_babel import gettext as _, lazy_gettext as _l, ngettext, pgettext

LABEL = _l("Voter lists")
def tell(count):
    late = ngettext("{one}", "{other}", count, count=count)
    return _("Due on %(day)s", day=1), late, pgettext("court", "Stay")
""".replace("{one}", LATE[0]).replace("{other}", LATE[1])


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Give a small project with one Python file and one template."""
    files = {
        "casetracker/cases/labels.py": CODE,
        "templates/public/_case.html": "<h1>{{ _('Decision of %(body)s', body=body) }}</h1>",
        "node_modules/casetracker/other.py": '_("Not ours")',
        "babel.cfg": "[python: casetracker/**.py]\n[jinja2: templates/**.html]\nsilent = false\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def template(sources: Path) -> Catalog:
    """Give what is extracted from the small project."""
    return extract(sources)


def translated(template: Catalog) -> Catalog:
    """Return a complete Russian catalogue of the small project."""
    catalogue = Catalog(locale="ru", fuzzy=False)
    catalogue.add("Voter lists", "Списки избирателей")
    catalogue.add("Due on %(day)s", "Срок: %(day)s")
    catalogue.add(LATE, ("%(count)s день", "%(count)s дня", "%(count)s дней"))
    catalogue.add("Stay", "Приостановление", context="court")
    catalogue.add("Decision of %(body)s", "Решение: %(body)s")
    assert len(catalogue) == len(template)
    return catalogue


def test_sentences_of_code_and_templates_are_found_with_plurals_and_contexts(template: Catalog) -> None:
    found = {(message.context, message.id) for message in template if message.id}
    assert found == {
        (None, "Voter lists"),
        (None, "Due on %(day)s"),
        (None, LATE),
        ("court", "Stay"),
        (None, "Decision of %(body)s"),
    }


def test_a_template_that_cannot_be_parsed_fails_the_extraction(sources: Path) -> None:
    (sources / "templates" / "broken.html").write_text("{% if %}{{ _('Lost') }}", encoding="utf-8")
    with pytest.raises(TemplateSyntaxError):
        extract(sources)


def test_a_complete_catalogue_is_in_order(template: Catalog) -> None:
    assert list(problems_in(translated(template), template)) == []


def test_an_untranslated_sentence_is_told(template: Catalog) -> None:
    catalogue = translated(template)
    catalogue["Voter lists"].string = ""
    assert list(problems_in(catalogue, template)) == ["'Voter lists' is not translated"]


def test_a_missing_plural_form_is_told(template: Catalog) -> None:
    catalogue = translated(template)
    catalogue[LATE].string = ("%(count)s день", "%(count)s дней")
    (problem,) = problems_in(catalogue, template)
    assert "has 2 plural form(s); this language has 3" in problem


def test_a_fuzzy_translation_is_told(template: Catalog) -> None:
    catalogue = translated(template)
    catalogue["Voter lists"].flags.add("fuzzy")
    (problem,) = problems_in(catalogue, template)
    assert "is fuzzy" in problem


@pytest.mark.parametrize("text", ["Срок", "Срок: %(date)s", "Срок: %(day)d"])
def test_other_placeholders_than_in_the_code_are_told(template: Catalog, text: str) -> None:
    catalogue = translated(template)
    catalogue["Due on %(day)s"].string = text
    (problem,) = problems_in(catalogue, template)
    assert "differs in placeholders" in problem


def test_a_catalogue_that_is_not_up_to_date_is_told(template: Catalog) -> None:
    catalogue = translated(template)
    catalogue.delete("Voter lists")
    catalogue.add("No longer said", "Больше не говорится")
    assert sorted(problems_in(catalogue, template)) == [
        "'No longer said' is no longer in the sources; run `make messages`",
        "'Voter lists' is in the sources and not in the catalogue; run `make messages`",
    ]


def test_english_is_filled_with_the_sentences_themselves_and_keeps_what_was_written(
    template: Catalog,
) -> None:
    catalogue = Catalog(locale="en", fuzzy=False)
    catalogue.update(template)
    catalogue["Voter lists"].string = "Lists of voters"
    assert fill(catalogue) == len(template) - 1
    assert list(problems_in(catalogue, template)) == []
    assert catalogue["Voter lists"].string == "Lists of voters"
    assert catalogue[LATE].string == LATE


def test_a_changed_english_sentence_takes_the_place_of_the_old_one(template: Catalog) -> None:
    catalogue = Catalog(locale="en", fuzzy=False)
    catalogue.add("Voter list", "Voter list")
    catalogue.update(template)
    fill(catalogue)
    assert catalogue["Voter lists"].string == "Voter lists"


def test_a_catalogue_survives_writing_and_the_same_sentences_give_the_same_file(
    template: Catalog, tmp_path: Path
) -> None:
    path = tmp_path / "ru" / "LC_MESSAGES" / "messages.po"
    write_catalogue(translated(template), "ru", tmp_path)
    files = []
    for _ in range(2):
        catalogue = read_catalogue("ru", tmp_path)
        assert list(problems_in(catalogue, template)) == []
        catalogue.update(template, update_creation_date=False)
        write_catalogue(catalogue, "ru", tmp_path)
        files.append(path.read_bytes())
    assert files[0] == files[1]


def test_only_what_has_changed_is_compiled_again(template: Catalog, tmp_path: Path) -> None:
    write_catalogue(translated(template), "ru", tmp_path)
    path = tmp_path / "ru" / "LC_MESSAGES" / "messages.po"
    assert compile_all(tmp_path) == [path]
    assert compile_all(tmp_path) == []
    with path.with_suffix(".mo").open("rb") as file:
        assert read_mo(file)["Voter lists"].string == "Списки избирателей"
    later = path.with_suffix(".mo").stat().st_mtime + 10
    os.utime(path, (later, later))
    assert compile_all(tmp_path) == [path]
