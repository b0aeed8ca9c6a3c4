"""What a search found, as a table, as JSON and as an Atom feed: the projection's fields, streamed."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from flask_babel import lazy_gettext as _l

from casetracker.exchange.exporting import Column, labelled, local, plain, yes_or_no
from casetracker.search.hits import FoundEntry

# What XML 1.0 has no way to say.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_SUMMARY = 500
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
Named = Callable[[str], str]


def columns(base_url: str, body: Named, election: Named) -> Sequence[Column]:
    """Return the columns of a table of hits; *body* and *election* name what an id stands for."""
    return (
        plain(_l("Reference"), "reference"),
        Column(_l("Address"), lambda hit: address_of(hit, base_url)),
        Column(_l("Number of the decision"), lambda hit: hit.decision.number if hit.decision else None),
        plain(_l("Decided on"), "decided_on"),
        plain(_l("Received"), "received_on"),
        *labelled(_l("Subject"), "subject", "subject"),
        *labelled(_l("Outcome"), "outcome", "outcome"),
        *labelled(_l("Status"), "status", "status"),
        Column(_l("Body"), lambda hit: body(hit.body_id)),
        plain("body", "body_id"),
        Column(_l("Election"), lambda hit: election(hit.election_id)),
        plain("election", "election_id"),
        plain("region", "region"),
        yes_or_no(_l("Reasoned"), "reasoned"),
        yes_or_no(_l("Open session"), "open_session"),
        *labelled(_l("Language of the text"), "language", "language"),
        *local(_l("Time limit to decide ends"), "due_at", lambda hit: hit.case.zone),
    )


def address_of(hit: FoundEntry, base_url: str) -> str:
    """Return the permanent address of what was found: of the decision, or of the case without one."""
    page = f"{base_url}/cases/{hit.slug}"
    return f"{page}/decisions/{hit.ordinal}" if hit.decision else page


def updated_at(hit: FoundEntry) -> dt.datetime:
    """Return when the page of what was found last changed."""
    return hit.case.updated_at


def json_chunks(head: dict[str, Any], hits: Iterable[FoundEntry], base_url: str) -> Iterator[str]:
    """Give hits as one JSON object, piece by piece: what was asked, then ``items``."""
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "items": ['
    for number, hit in enumerate(hits):
        yield (",\n" if number else "\n") + json.dumps(_item(hit, base_url), ensure_ascii=False)
    yield "\n]}\n"


def _item(hit: FoundEntry, base_url: str) -> dict[str, Any]:
    return {
        "kind": "decision" if hit.decision else "case",
        "reference": hit.reference,
        "url": address_of(hit, base_url),
        "number": hit.decision.number if hit.decision else None,
        "decided_on": hit.decided_on.isoformat() if hit.decided_on else None,
        "received_on": hit.received_on.isoformat(),
        "election": hit.election_id,
        "body": hit.body_id,
        "body_level": hit.body_level,
        "region": hit.region,
        "subject": hit.subject,
        "outcome": hit.outcome,
        "stage": hit.status,
        "reasoned": hit.reasoned,
        "open_session": hit.open_session,
        "language": hit.language,
        "due_at": _moment(hit.due_at) if hit.due_at else None,
        "updated_at": _moment(updated_at(hit)),
    }


def atom(
    title: str, page: str, feed: str, spoken: str, entries: Sequence[tuple[str, FoundEntry]], base_url: str
) -> str:
    """Return a feed (RFC 4287): *entries* are hits with their titles; ids are addresses, which never change.

    A feed without entries was never updated.
    """
    newest = max((updated_at(hit) for _title, hit in entries), default=NEVER)
    told = "".join(_entry(words, hit, base_url) for words, hit in entries)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(spoken)}>\n'
        f"<id>{_said(feed)}</id>\n<title>{_said(title)}</title>\n<updated>{_moment(newest)}</updated>\n"
        f"<author><name>casetracker</name><uri>{_said(base_url)}</uri></author>\n"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(feed)}/>\n'
        f'<link rel="alternate" type="text/html" href={quoteattr(page)}/>\n'
        f"{told}</feed>\n"
    )


def _entry(title: str, hit: FoundEntry, base_url: str) -> str:
    address = address_of(hit, base_url)
    published = hit.decision.published_at if hit.decision else hit.case.published_at
    spoken, summary = quoteattr(hit.case.language), _said(hit.case.summary[:LONGEST_SUMMARY])
    return (
        f"<entry>\n<id>{_said(address)}</id>\n<title>{_said(title)}</title>\n"
        f'<link rel="alternate" type="text/html" href={quoteattr(address)}/>\n'
        f"<published>{_moment(published)}</published>\n<updated>{_moment(updated_at(hit))}</updated>\n"
        f'<summary type="text" xml:lang={spoken}>{summary}</summary>\n</entry>\n'
    )


def _said(text: str) -> str:
    return escape(_UNSAYABLE.sub("\ufffd", text))


def _moment(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
