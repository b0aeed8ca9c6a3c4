"""The demonstration: whole, marked as what it is, private where it must be; loading it again changes nothing.

The command loads it once for each engine into a template that tests read; what changes it has its own copy.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.orm import Session

from casetracker import models
from casetracker.accounts.actions import log_in
from casetracker.accounts.models import ROLES, User
from casetracker.audit.models import AuditRow
from casetracker.audit.queries import chain_faults
from casetracker.cases.models import Case, CaseDeadline, Decision
from casetracker.cli.demo import load as load_command
from casetracker.db import db, now, unit_of_work
from casetracker.exchange.demo import DEMO_PASSWORD, DEMO_USERS, DemoReport, load_demo
from casetracker.exchange.demo.extract import LEFT_PENDING, PLACEHOLDER
from casetracker.exchange.demo.record import days_of, why_left_out
from casetracker.exchange.demo.telling import read_data
from casetracker.publication.matter_queries import cases_of, links_of, shown_matters
from casetracker.publication.models import PublicCase, PublicDecision, PublicHearing
from casetracker.registry.models import Body
from casetracker.runtime import lawbook, settings
from casetracker.search.models import SearchEntry
from config.settings import load_settings, new_identity_key
from tests.builders.cases import vault
from tests.support.postgres import PostgresServer
from tests.support.sharing import built, quick_passwords

PUBLIC_TABLES = (
    *("public_cases", "public_decisions", "public_hearings", "public_hearing_cases", "public_links"),
    "search_entries",
)
RECORD = read_data("public-record.yaml")["proceedings"]
POSSIBLE = [entry for entry in RECORD if why_left_out(entry) is None]
MARKS = read_data("synthetic-decisions.yaml")["mark"]


def load(session: Session) -> DemoReport:
    with unit_of_work(session):
        return load_demo(session, lawbook(), vault(), settings().config_dir)


# What ``casetracker demo load`` told, by engine.
TOLD: dict[str, str] = {}


def load_into(url: str, var_dir: Path) -> None:
    """Load the demonstration into the migrated database at *url* by ``casetracker demo load``."""
    environ = {
        "CASETRACKER_ENV": "testing",
        "DATABASE_URL": url,
        "VAR_DIR": str(var_dir),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "IDENTITY_KEYS": new_identity_key(),
    }
    app = built(load_settings(environ))
    with quick_passwords():
        result = app.test_cli_runner().invoke(load_command)
    assert result.exit_code == 0, result.output
    with app.app_context():
        TOLD[db.engine.dialect.name] = result.output
        db.engine.dispose()


@pytest.fixture(scope="module")
def sqlite_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file with the demonstration in it, to be copied."""
    folder = tmp_path_factory.mktemp("demo")
    path = shutil.copyfile(sqlite_template, folder / "demo.db")
    load_into(f"sqlite:///{path}", folder)
    # Closing the last connection folds the write-ahead log into the file: one file is all.
    assert not path.with_name(path.name + "-wal").exists()
    return path


@pytest.fixture(scope="module")
def postgres_template(
    postgres: PostgresServer, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Give a PostgreSQL database with the demonstration in it, to be cloned."""
    name = postgres.create_database(postgres_template)
    load_into(postgres.url_of(name), tmp_path_factory.mktemp("demo"))
    with psycopg.connect(postgres.url_of(name), autocommit=True) as connection:
        # Of the template itself; its copies may be changed.
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(sql.Identifier(name))
        )
    yield name
    postgres.drop_database(name)


@pytest.fixture
def database_url(
    database_engine: str, request: pytest.FixtureRequest, postgres: PostgresServer, tmp_path: Path
) -> Iterator[str]:
    """Give the template itself to a test that only reads, and a copy to one that asks for it: ``changed``."""
    template = request.getfixturevalue(f"{'sqlite' if database_engine == 'sqlite' else 'postgres'}_template")
    changed = "changed" in request.fixturenames
    if database_engine == "sqlite":
        yield f"sqlite:///{shutil.copyfile(template, tmp_path / 'demo.db') if changed else template}"
    elif changed:
        with postgres.database(template) as url:
            yield url
    else:
        yield postgres.url_of(template)


@pytest.fixture
def loaded(session: Session) -> Session:
    """Give a session on a database with the demonstration in it, to be read."""
    return session


@pytest.fixture
def changed(session: Session) -> Session:
    """Give a session on a copy of its own."""
    return session


def counts(session: Session) -> dict[str, int]:
    tables = models.metadata.sorted_tables
    return {
        table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables
    }


def synthetic(session: Session) -> list[PublicCase]:
    known = sa.select(Case.reference).where(Case.import_key.startswith("journal/"))
    return list(session.scalars(sa.select(PublicCase).where(PublicCase.reference.in_(known))))


def everything_public(session: Session) -> str:
    tables = [models.metadata.tables[name] for name in PUBLIC_TABLES]
    rows: list[Any] = [list(row) for table in tables for row in session.execute(sa.select(table))]
    return json.dumps(rows, ensure_ascii=False, default=str)


def test_the_command_tells_what_was_loaded_and_what_was_left_out(
    loaded: Session, database_engine: str
) -> None:
    told = TOLD[database_engine]
    assert "Synthetic extract: 200 added" in told
    assert "8 left undecided" in told
    assert "3: no source names the court" in told
    assert counts(loaded)["cases"] > 200


def test_loading_again_changes_nothing(changed: Session) -> None:
    before = counts(changed)
    again = load(changed)
    assert counts(changed) == before
    assert (again.users, again.record.added, again.extract.added) == (0, 0, 0)
    assert (again.record.known, again.extract.known) == (len(POSSIBLE), 200)
    assert list(chain_faults(changed)) == []


def test_hearings_are_synthetic_and_say_so(loaded: Session) -> None:
    shown = loaded.scalars(sa.select(PublicHearing)).all()
    assert {hearing.result for hearing in shown} == {"adjourned", "held"}
    assert {hearing.place for hearing in shown} <= set(MARKS.values())
    invented = {case.import_key or "" for case in loaded.scalars(sa.select(Case).where(Case.hearings.any()))}
    assert all(key.startswith("journal/") for key in invented)


def test_chains_are_shown_of_the_record_and_of_what_is_invented(loaded: Session) -> None:
    known = {case.reference: case.import_key or "" for case in loaded.scalars(sa.select(Case))}
    chains = {}
    for matter in shown_matters(loaded):
        cases = cases_of(loaded, matter)
        (link,) = links_of(loaded, matter)
        chains[link.kind] = [known[case.reference] for case in cases]
    assert chains.keys() == {"parallel", "next-instance"}
    nominee = ["public-record/nominee-2022-cec", "public-record/nominee-2022-court"]
    assert chains["parallel"] == nominee
    lower, upper = chains["next-instance"]
    assert lower.startswith("journal/")
    assert upper == f"{lower}-2"


def test_enough_is_published_and_found_by_search(loaded: Session) -> None:
    reasoned = sa.select(PublicDecision.language, sa.func.count()).where(PublicDecision.reasoned.is_(True))
    by_language = {
        language: count for language, count in loaded.execute(reasoned.group_by(PublicDecision.language))
    }
    assert set(by_language) == {"kk", "ru"}
    assert sum(by_language.values()) >= 60
    assert min(by_language.values()) >= 20
    indexed = set(loaded.execute(sa.select(SearchEntry.reference, SearchEntry.ordinal)))
    published = set(
        loaded.execute(sa.select(PublicCase.reference, PublicDecision.ordinal).join(PublicDecision.case))
    )
    without = {(each.reference, 0) for each in loaded.scalars(sa.select(PublicCase)) if not each.decisions}
    assert indexed == published | without


def test_nothing_private_is_public(loaded: Session) -> None:
    # The name stands in the case files, so that there is something to mask.
    assert loaded.scalars(sa.select(Decision).where(Decision.facts.contains(PLACEHOLDER))).first()
    told = everything_public(loaded)
    assert PLACEHOLDER.lower() not in told.lower()
    assert "[…]" in told


def test_whatever_is_synthetic_says_so(loaded: Session) -> None:
    cases = synthetic(loaded)
    assert len(cases) > 100
    for case in cases:
        assert case.summary.startswith(MARKS[case.language])
        for decision in case.decisions:
            assert decision.number.startswith("SYNTHETIC-")
            assert not decision.reasoned or decision.operative.startswith(MARKS[decision.language])


def test_only_a_handful_of_clocks_is_left_running(loaded: Session) -> None:
    running = loaded.scalars(sa.select(CaseDeadline).where(CaseDeadline.state == "running")).all()
    assert sum(clock.role == "review" for clock in running) == LEFT_PENDING
    # Nobody knows whether the parties contested a decision: their limits never end by themselves.
    assert {clock.role for clock in running} == {"review", "appeal"}


def test_the_public_record_holds_what_its_sources_allow(loaded: Session) -> None:
    known = sa.select(sa.func.count()).where(Case.import_key.startswith("public-record/"))
    assert loaded.scalar(known) == len(POSSIBLE)
    assert 0 < len(POSSIBLE) < len(RECORD)
    for entry in POSSIBLE:
        key = f"public-record/{entry['id']}"
        case = loaded.scalars(sa.select(Case).where(Case.import_key == key)).one()
        public = loaded.scalars(sa.select(PublicCase).where(PublicCase.reference == case.reference)).one()
        assert case.received_at.date() <= days_of(entry)[0]
        for fact in entry["facts"]:
            for language in ("kk", "ru", "en"):
                assert fact[language] in public.summary
            assert fact["source_url"] in public.summary
        assert bool(public.decisions) == bool(entry["outcome"] and entry["dates"]["decided_on"])


def test_a_case_whose_days_are_not_known_has_no_clock_and_says_so(loaded: Session) -> None:
    key = "public-record/observer-removed-astana-2022"
    case = loaded.scalars(sa.select(Case).where(Case.import_key == key)).one()
    assert list(case.deadlines) == []
    assert "День поступления неизвестен" in case.text
    assert "The day of receipt is not known" in case.text


def test_no_identity_is_kept_of_the_public_record(loaded: Session) -> None:
    cases = loaded.scalars(sa.select(Case).where(Case.import_key.startswith("public-record/"))).all()
    assert [party.identity_id for case in cases for party in case.parties if party.identity_id] == []


def test_every_demonstration_user_can_log_in_and_every_role_is_there(changed: Session) -> None:
    assert {user.role for user in DEMO_USERS} == set(ROLES)
    assert all(user.email.endswith(".example") for user in DEMO_USERS)
    assert changed.scalar(sa.select(sa.func.count()).select_from(User)) == len(DEMO_USERS)
    assert {user.body_id for user in DEMO_USERS} <= set(changed.scalars(sa.select(Body.id)))
    with unit_of_work(changed):
        assert log_in(changed, DEMO_USERS[0].email, DEMO_PASSWORD, now=now()) is not None


def test_every_look_at_a_name_for_publishing_is_in_the_audit_chain(loaded: Session) -> None:
    looks = sa.select(sa.func.count()).where(AuditRow.action == "identity.looked-at")
    assert loaded.scalar(looks) == len(synthetic(loaded))


def test_everything_is_published_by_somebody_else_than_who_prepared_it(loaded: Session) -> None:
    rows = loaded.scalars(sa.select(AuditRow).where(AuditRow.action == "case.published")).all()
    people = {(row.details["author"], row.actor) for row in rows}
    assert len(people) == 1
    [(author, publisher)] = people
    assert author != publisher
    assert {author[:5], publisher[:5]} == {"user:"}
