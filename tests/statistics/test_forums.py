"""What kind of body decides is told alike of a case in hand and of a column in the database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from casetracker.publication.measuring import forum_in, forum_of

FORUMS = [
    ("central", "commission"),
    ("territorial-region", "commission"),
    ("precinct", "commission"),
    ("first-instance", "court"),
    ("constitutional", "court"),
    ("prosecutor", "prosecutor"),
    ("law-enforcement", "law-enforcement"),
    ("ombudsman", "other"),
]


@pytest.mark.parametrize(("level", "forum"), FORUMS)
def test_level_of_a_body_tells_its_forum(level: str, forum: str) -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        in_database = connection.scalar(sa.select(forum_in(sa.literal(level))))
    assert (forum_of(level), in_database) == (forum, forum)
