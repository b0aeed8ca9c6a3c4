"""``/metrics``: what Prometheus is told of alerts; read from the database, the same in every process."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, abort, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from casetracker import db
from casetracker.alerts.queries import last_heartbeat, oldest_waiting, queue_counts, scheduler_is_late
from casetracker.protection import csrf, is_counting, limiter
from casetracker.runtime import settings

pages = Blueprint("metrics", __name__)
STATES = ("pending", "sending", "held", "failed")


@pages.get("/metrics")
@limiter.exempt
def show_metrics() -> ResponseReturnValue:
    """Tell the measurements to whoever shows the token; to everybody else there is nothing here."""
    token = settings().metrics_token
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not secrets.compare_digest(shown.encode(), token.encode()):
        abort(404)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Alerts())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Alerts(Collector):
    def collect(self) -> Iterator[Metric]:
        session, now = db.db.session, db.now()
        beat, counts, oldest = last_heartbeat(session), queue_counts(session), oldest_waiting(session, now)
        mails = GaugeMetricFamily("casetracker_mails", "Mails of the outbox by state.", labels=["state"])
        for state in STATES:
            mails.add_metric([state], counts.get(state, 0))
        yield mails
        yield GaugeMetricFamily(
            "casetracker_oldest_mail_seconds",
            "How long the mail has waited beyond its time that has waited longest.",
            value=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        )
        yield GaugeMetricFamily(
            "casetracker_scheduler_heartbeat_timestamp_seconds",
            "When the leading scheduler was last heard of.",
            value=beat.at.timestamp() if beat else 0.0,
        )
        yield GaugeMetricFamily(
            "casetracker_alerts_late",
            "1 when no scheduler was heard of for three minutes.",
            value=float(scheduler_is_late(session, now)),
        )
        yield GaugeMetricFamily(
            "casetracker_counter_store_up",
            "0 while the store of the rate limits is out of reach: filing goes on without counting.",
            value=float(is_counting()),
        )


def register(app: Flask) -> None:
    """Attach the address."""
    csrf.exempt(pages)
    app.register_blueprint(pages)
