"""``casetracker search``: the index of the public register."""

from __future__ import annotations

from pathlib import Path

import click

from casetracker.cli.application import with_app
from casetracker.db import unit_of_work
from casetracker.search.actions import reindex as reindex_all
from casetracker.search.quality import AIMS, FLOORS, below, measure_all, read_forms
from casetracker.search.synonyms import SYNONYMS_FILE, SynonymsError, read_synonyms
from config.settings import CONFIG_DIR

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FORMS = CONFIG_DIR / "search" / "kazakh-forms.yaml"


@click.group()
def search() -> None:
    """The search index."""


@search.command()
@click.option("--outdated", is_flag=True, help="Only what an older version of the analyser has written.")
@with_app
def reindex(outdated: bool) -> None:
    """Analyse the published texts again, after a new version of the analyser."""
    with unit_of_work() as session:
        count = reindex_all(session, outdated_only=outdated)
    click.echo(f"{count} entries were written.")


@search.command()
@click.option(
    "--forms",
    type=A_FILE,
    default=FORMS,
    help="Words and their forms, by part of speech; without it, those that ship.",
)
@click.option("--pairs", is_flag=True, help="Also each pair of forms that was missed or confused.")
def quality(forms: Path, pairs: bool) -> None:
    """Measure on Kazakh words that it was not made with how well the analyser knows what belongs together.

    Exit code 1: a figure fell below its floor.
    """
    measured = measure_all(read_forms(forms))
    for part, figures in measured.items():
        click.echo(
            f"{part}: {figures.words} words, {figures.pairs} pairs of forms, "
            f"recall {figures.recall:.3f}, precision {figures.precision:.3f}"
        )
        for kind, found in (("missed", figures.missed), ("confused", figures.confused)) if pairs else ():
            click.echo("".join(f"  {kind}: {one} / {other}\n" for one, other in found), nl=False)
    for sentence in below(measured, AIMS):
        click.echo(f"Aim missed. {sentence}.")
    too_low = list(below(measured, FLOORS))
    for sentence in too_low:
        click.echo(f"Below the floor. {sentence}.", err=True)
    if too_low:
        raise SystemExit(1)


@search.command()
@click.option(
    "--file",
    type=A_FILE,
    default=SYNONYMS_FILE,
    help="A table of synonyms; without it, the one that ships.",
)
def synonyms(file: Path) -> None:
    """Check the words that lead to others.

    Exit code 1: the file cannot be used, and the service would not start with it.
    """
    try:
        read = read_synonyms(file)
    except SynonymsError as problem:
        click.echo(str(problem), err=True)
        raise SystemExit(1) from problem
    click.echo(f"{len(read.concepts)} concepts, {len(read.typed)} words that lead to one.")
