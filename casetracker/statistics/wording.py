"""The sentences of the paragraph: each about one number, whole in every language."""

from __future__ import annotations

from flask_babel import ngettext

# Where the number stands in a sentence until its link takes the place.
PLACE = "\x00"


def received(body_level: str | None, n: int) -> str:
    """The first sentence names the bodies, in words that each language inflects itself."""
    here = {
        "central": lambda: ngettext(
            "The Central Election Commission received %(count)s complaint.",
            "The Central Election Commission received %(count)s complaints.",
            n,
            count=PLACE,
        ),
        "territorial-region": lambda: ngettext(
            "Regional commissions received %(count)s complaint.",
            "Regional commissions received %(count)s complaints.",
            n,
            count=PLACE,
        ),
        "territorial-district": lambda: ngettext(
            "District commissions received %(count)s complaint.",
            "District commissions received %(count)s complaints.",
            n,
            count=PLACE,
        ),
        "precinct": lambda: ngettext(
            "Precinct commissions received %(count)s complaint.",
            "Precinct commissions received %(count)s complaints.",
            n,
            count=PLACE,
        ),
        "first-instance": lambda: ngettext(
            "Courts of first instance received %(count)s complaint.",
            "Courts of first instance received %(count)s complaints.",
            n,
            count=PLACE,
        ),
        "supreme": lambda: ngettext(
            "The Supreme Court received %(count)s complaint.",
            "The Supreme Court received %(count)s complaints.",
            n,
            count=PLACE,
        ),
    }
    if body_level in here:
        return here[body_level]()
    return ngettext(
        "%(count)s complaint was received.", "%(count)s complaints were received.", n, count=PLACE
    )


def pending(n: int) -> str:
    """Tell how many complaints: pending."""
    return ngettext(
        "%(count)s complaint is still pending.", "%(count)s complaints are still pending.", n, count=PLACE
    )


def inadmissible(n: int) -> str:
    """Tell how many complaints: inadmissible."""
    return ngettext(
        "%(count)s complaint was returned or left without consideration.",
        "%(count)s complaints were returned or left without consideration.",
        n,
        count=PLACE,
    )


def refused(n: int) -> str:
    """Tell how many complaints: refused."""
    return ngettext("%(count)s complaint was refused.", "%(count)s complaints were refused.", n, count=PLACE)


def granted(n: int) -> str:
    """Tell how many complaints: granted."""
    return ngettext(
        "%(count)s complaint was satisfied in whole or in part.",
        "%(count)s complaints were satisfied in whole or in part.",
        n,
        count=PLACE,
    )


def withdrawn(n: int) -> str:
    """Tell how many complaints: withdrawn."""
    return ngettext(
        "%(count)s complaint was withdrawn by the complainant.",
        "%(count)s complaints were withdrawn by the complainants.",
        n,
        count=PLACE,
    )


def ended_otherwise(n: int) -> str:
    """Tell how many complaints: ended otherwise."""
    return ngettext(
        "%(count)s complaint was terminated, forwarded or answered with an explanation.",
        "%(count)s complaints were terminated, forwarded or answered with an explanation.",
        n,
        count=PLACE,
    )


def not_shown(n: int) -> str:
    """Tell how many complaints: not shown."""
    return ngettext(
        "%(count)s complaint was decided, but its decision is not shown.",
        "%(count)s complaints were decided, but their decisions are not shown.",
        n,
        count=PLACE,
    )


def annulled(n: int) -> str:
    """Tell how many complaints: annulled."""
    return ngettext(
        "%(count)s contested decision was annulled.",
        "%(count)s contested decisions were annulled.",
        n,
        count=PLACE,
    )


def in_time(n: int) -> str:
    """Tell how many complaints: in time."""
    return ngettext(
        "%(count)s complaint was decided within the time limit.",
        "%(count)s complaints were decided within the time limit.",
        n,
        count=PLACE,
    )


def after_limit(n: int) -> str:
    """Tell how many complaints: after limit."""
    return ngettext(
        "%(count)s complaint was decided after the time limit.",
        "%(count)s complaints were decided after the time limit.",
        n,
        count=PLACE,
    )


def overdue(n: int) -> str:
    """Tell how many complaints: overdue."""
    return ngettext(
        "For %(count)s pending complaint the time limit has passed.",
        "For %(count)s pending complaints the time limit has passed.",
        n,
        count=PLACE,
    )


def filed_late(n: int) -> str:
    """Tell how many complaints: filed late."""
    return ngettext(
        "%(count)s complaint was filed late.", "%(count)s complaints were filed late.", n, count=PLACE
    )


def in_open_session(n: int) -> str:
    """Tell how many complaints: in open session."""
    return ngettext(
        "%(count)s complaint was considered in open session.",
        "%(count)s complaints were considered in open session.",
        n,
        count=PLACE,
    )


def in_closed_session(n: int) -> str:
    """Tell how many complaints: in closed session."""
    return ngettext(
        "%(count)s complaint was not considered in open session.",
        "%(count)s complaints were not considered in open session.",
        n,
        count=PLACE,
    )


def reasoned(n: int) -> str:
    """Tell how many complaints: reasoned."""
    return ngettext(
        "%(count)s decision gives its reasons.", "%(count)s decisions give their reasons.", n, count=PLACE
    )


def unreasoned(n: int) -> str:
    """Tell how many complaints: unreasoned."""
    return ngettext(
        "%(count)s decision gives no reasons.", "%(count)s decisions give no reasons.", n, count=PLACE
    )


def published_at_once(n: int) -> str:
    """Tell how many complaints: published at once."""
    return ngettext(
        "%(count)s decision was published on the day on which it was taken.",
        "%(count)s decisions were published on the day on which they were taken.",
        n,
        count=PLACE,
    )
