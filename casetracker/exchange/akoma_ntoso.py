"""A published decision as Akoma Ntoso 3.0 (OASIS LegalDocML): the redacted text with its structure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring
from zoneinfo import ZoneInfo

from casetracker.publication.citing import decision_identifier
from casetracker.publication.models import PublicDecision

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
XML = "http://www.w3.org/XML/1998/namespace"
MEDIA_TYPE = "application/akn+xml"
LANGUAGES = {"kk": "kaz", "ru": "rus", "en": "eng"}
REGISTER = "register"
# The parts of a judgment in the order of their text, and which of our texts stands in each.
BODY = (
    ("introduction", ("summary",)),
    ("background", ("facts",)),
    ("motivation", ("provisions", "ground_text", "application")),
    ("decision", ("operative",)),
    ("remedies", ("appeal_route",)),
)
# What XML 1.0 has no way to say.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FOREIGN = re.compile(r"[^a-z0-9-]+")

register_namespace("", NAMESPACE)


@dataclass(frozen=True)
class Named:
    """What a document names beside its text.

    Attributes:
        body, subject: in words, in the language of the decision.
        register: what the register is called.
        base_url: where it is.
    """

    body: str
    subject: str
    register: str
    base_url: str


def akoma_ntoso(decision: PublicDecision, named: Named) -> bytes:
    """Return a decision as an XML document."""
    root = Element(_tag("akomaNtoso"))
    judgment = _add(root, "judgment", name="judgment")
    meta = _add(judgment, "meta")
    _identify(meta, decision, named)
    _refer(meta, decision, named)
    _head(judgment, decision, named)
    _tell(judgment, decision)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")


def _identify(meta: Element, decision: PublicDecision, named: Named) -> None:
    case = decision.case
    taken = _local(decision.taken_at, case.zone)
    published = _local(decision.published_at, case.zone)
    changed = _local(case.updated_at, case.zone)
    work = f"/akn/kz/judgment/{_name(case.body_id)}/{taken}/{_name(case.slug)}-{decision.ordinal}"
    expression = f"{work}/{LANGUAGES[decision.language]}@{changed}"
    place = _add(meta, "identification", source=f"#{REGISTER}")
    level = _add(place, "FRBRWork")
    _address(level, work, "decision", taken, "#body", alias=decision_identifier(decision))
    _add(level, "FRBRcountry", value="kz")
    _add(level, "FRBRnumber", value=decision.number)
    level = _add(place, "FRBRExpression")
    _address(level, expression, "publication", changed, f"#{REGISTER}")
    _add(level, "FRBRversionNumber", value=str(decision.version))
    _add(level, "FRBRlanguage", language=LANGUAGES[decision.language])
    level = _add(place, "FRBRManifestation")
    _address(level, f"{expression}.xml", "export", changed, f"#{REGISTER}")
    _add(level, "FRBRformat", value=MEDIA_TYPE)
    shown = named.register
    _add(meta, "publication", date=published, name="register", showAs=shown, number=case.reference)


def _address(level: Element, uri: str, event: str, day: str, author: str, alias: str | None = None) -> None:
    _add(level, "FRBRthis", value=f"{uri}/!main" if alias else uri)
    _add(level, "FRBRuri", value=uri)
    if alias:
        _add(level, "FRBRalias", name="ecli-shaped", value=alias)
    _add(level, "FRBRdate", date=day, name=event)
    _add(level, "FRBRauthor", href=author)


def _refer(meta: Element, decision: PublicDecision, named: Named) -> None:
    case = decision.case
    told = _add(meta, "references", source=f"#{REGISTER}")
    body = f"{named.base_url}/bodies/{case.body_id}"
    _add(told, "TLCOrganization", eId="body", href=body, showAs=named.body)
    _add(told, "TLCOrganization", eId=REGISTER, href=named.base_url, showAs=named.register)
    subject = f"/akn/ontology/concept/kz/{case.subject}"
    _add(told, "TLCConcept", eId="subject", href=subject, showAs=named.subject)
    for number, entry in enumerate(decision.cited, start=1):
        if entry.get("url"):
            shown = ", ".join(part for part in (entry.get("act"), entry.get("article")) if part)
            _add(told, "activeRef", eId=f"cited_{number}", href=entry["url"], showAs=shown or entry["url"])


def _head(judgment: Element, decision: PublicDecision, named: Named) -> None:
    header = _add(judgment, "header")
    day = _local(decision.taken_at, decision.case.zone)
    line = _add(header, "p")
    _add(line, "docAuthority", refersTo="#body").text = _said(named.body)
    line = _add(header, "p")
    _add(line, "docDate", date=day).text = day
    line = _add(header, "p")
    _add(line, "docNumber").text = _said(decision.number)
    line = _add(header, "p")
    _add(line, "docketNumber").text = decision.case.reference


def _tell(judgment: Element, decision: PublicDecision) -> None:
    body = _add(judgment, "judgmentBody")
    body.set(f"{{{XML}}}lang", decision.language)
    for part, names in BODY:
        texts = [(name, _text(decision, name)) for name in names]
        if not any(text for _name_of_text, text in texts):
            continue
        place = _add(body, part, eId=part)
        if part == "introduction":
            place.set(f"{{{XML}}}lang", decision.case.language)
        for name, text in texts:
            for number, line in enumerate(_lines(text), start=1):
                _add(place, "p", eId=f"{part}__{name.replace('_', '-')}_{number}").text = line
    if not len(body):
        # The scheme wants a part; nothing is known of the text.
        _add(_add(body, "introduction", eId="introduction"), "p")


def _text(decision: PublicDecision, name: str) -> str:
    return decision.case.summary if name == "summary" else str(getattr(decision, name))


def _lines(text: str) -> Iterable[str]:
    return [_said(line) for line in text.splitlines() if line.strip()]


def _said(text: str) -> str:
    return _UNSAYABLE.sub("\ufffd", text)


def _local(moment: dt.datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()


def _name(text: str) -> str:
    return _FOREIGN.sub("-", text.lower()).strip("-")


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: Element, tag: str, /, **attributes: str) -> Element:
    return SubElement(parent, _tag(tag), {key: _said(value) for key, value in attributes.items()})
