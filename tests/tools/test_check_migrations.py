from __future__ import annotations

import pytest
import sqlalchemy as sa

from casetracker import migrating
from tools.check_migrations import differences, head_problems


def include_all(*_: object) -> bool:
    return True


@pytest.mark.parametrize("heads", [[], ["0002", "0003"]])
def test_anything_but_one_head_is_told(heads: list[str]) -> None:
    (problem,) = head_problems(heads)
    assert f"there are {len(heads)} heads" in problem
    assert head_problems(["0003"]) == []


def test_a_model_that_the_migrations_do_not_make_is_told(empty_database_url: str) -> None:
    made, wanted = sa.MetaData(), sa.MetaData()
    sa.Table("cases", made, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table("cases", wanted, sa.Column("id", sa.Integer, primary_key=True), sa.Column("title", sa.Text))
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        made.create_all(connection)
        assert differences(connection, made, include_all) == []
        ((kind, _schema, table, column),) = differences(connection, wanted, include_all)
    engine.dispose()
    assert (kind, table, column.name) == ("add_column", "cases", "title")
