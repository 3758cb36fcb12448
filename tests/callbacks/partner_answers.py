"""What a browser sends from a scorecard, for tests."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callbacks.services import Services

OUTPUT = "..answers-told.data...answers-sent.children.."
PATH = "/s/_dash-update-component"

PULSE = {
    "form": "survey",
    "about": "",
    "values": {"answers": {"likelihood_to_recommend": "9", "vendor_rank": "1"}, "name": "Cleo", "words": "Call more"},
}
FIGURE = {"form": "figure", "about": "", "values": {"measure": "units_sold", "month": "2025-03", "value": "12.5"}}
DISPUTE = {"form": "remark", "about": "bookings", "values": {"kind": "dispute", "says": "2000", "words": "Too low"}}
REMARK = {"form": "remark", "about": "engagement_score", "values": {"kind": "comment", "words": "Very nice"}}


def visitor(server: Flask, services: Services, partner_id: str = "P1", **more: Any) -> FlaskClient:
    """Return a browser that has opened a link of a partner."""
    secret = services.links.create(partner_id, now=services.clock(), **more)[1]
    client = server.test_client()
    assert client.get(f"/s/{secret}").status_code == 303
    return client


def body(asked: object) -> dict[str, Any]:
    """Return what Dash sends when a form is sent."""
    return {
        "output": OUTPUT,
        "outputs": [{"id": "answers-told", "property": "data"}, {"id": "answers-sent", "property": "children"}],
        "inputs": [{"id": "answers-asked", "property": "data", "value": asked}],
        "state": [],
        "changedPropIds": ["answers-asked.data"],
    }


def post(client: FlaskClient, asked: object) -> TestResponse:
    """Send a form."""
    return client.post(PATH, json=body(asked))


def told(answer: TestResponse) -> tuple[str, str]:
    """Return what the page says about a form that was sent."""
    assert answer.status_code == 200, answer.text
    said = answer.json["response"]["answers-told"]["data"]
    return said["kind"], said["text"]
