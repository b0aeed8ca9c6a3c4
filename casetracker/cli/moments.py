"""Dates and instants as they are typed on a command line."""

from __future__ import annotations

import re
from datetime import date, datetime

import click

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?")


class CivilDay(click.ParamType):
    """A date such as 2022-11-20."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        text = str(value)
        try:
            if DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            raise click.BadParameter(f"'{text}' is a date that does not exist.", ctx, param) from None
        raise click.BadParameter(f"'{text}' is not a date; expected one such as 2022-11-20.", ctx, param)


class Moment(click.ParamType):
    """A date, or a date with a time of day and perhaps an offset."""

    name = "date|datetime"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | datetime:
        if isinstance(value, date):
            return value
        text = str(value)
        try:
            if DAY.fullmatch(text):
                return date.fromisoformat(text)
            if INSTANT.fullmatch(text):
                return datetime.fromisoformat(text)
        except ValueError:
            raise click.BadParameter(f"'{text}' is a date or time that does not exist.", ctx, param) from None
        expected = "2022-11-20, 2022-11-20T10:00 or 2022-11-20T10:00+06:00"
        raise click.BadParameter(
            f"'{text}' is not a date or time; expected one such as {expected}.", ctx, param
        )


CIVIL_DAY = CivilDay()
MOMENT = Moment()
