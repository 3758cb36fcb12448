"""What a partner sends back from its scorecard: the callbacks of the share app, and the guard in front of them.

Whose answer it is says the link of the request alone. What a client sends names neither partner nor link, and is
taken field by field in `data.submission_contents`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from dash import ClientsideFunction, Dash, Input, Output, no_update
from flask import Response, g, has_request_context, request

from callbacks.access import first_input
from callbacks.answer_forms import askable_of, sent_views
from callbacks.scorecard import shown_view
from callbacks.security import log_error, plain_answer
from data.audit import shortened_address
from data.links import SECTIONS, LinkScope
from data.submission_contents import COMMENT, DISPUTE, FIGURE, SURVEY, BadSubmission
from data.submissions import SubmissionError, Submissions
from kpi.catalogue import CATALOGUE
from kpi.language import t
from kpi.site_kpis import site_catalogue
from layouts.ids import AnswerIds
from layouts.scorecard_answers import pending_words, sent_list

if TYPE_CHECKING:
    from callbacks.services import Services

SHARE_CALLBACKS: Final[Mapping[str, str]] = {AnswerIds.ASKED.value: SECTIONS.respond}
"""Id of the first input of each server callback of the share app -> the section that its link must show."""

LARGEST_BODY: Final = 64 * 1024

FORMS: Final = {"survey": (SURVEY,), "figure": (FIGURE,), "remark": (DISPUTE, COMMENT)}
"""Forms, and the kinds of submission that each may send."""


def send(services: Services, scope: LinkScope | None, asked: object) -> dict[str, Any]:
    """Keep what a form sent, and return what to say about it.

    Parameters
    ----------
    services
        The running app.
    scope
        What the link of the request may do; nothing is kept without one.
    asked
        Whatever a client sends.

    Returns
    -------
    dict
        form (which one it was), kind (``good`` or ``bad``) and text.
    """
    fields = asked if isinstance(asked, dict) else {}
    form = _form_of(services, fields)
    try:
        _send(services, scope, fields)
    except (SubmissionError, BadSubmission) as error:
        return {"form": form, "kind": "bad", "text": str(error)}
    except Exception as error:
        text = t("That did not work. The error is in the log as {reference}.", reference=log_error(error))
        return {"form": form, "kind": "bad", "text": text}
    text = f"{t('Thank you, it was sent.')} {pending_words(services.settings.brand_name)}"
    return {"form": form, "kind": "good", "text": text}


def _form_of(services: Services, fields: Mapping[str, object]) -> str:
    """Return the key of the form that sent something; of one that no page has, nothing that it sent is repeated."""
    form, about = fields.get("form"), fields.get("about") or ""
    known = isinstance(form, str) and form in FORMS and isinstance(about, str)
    is_there = known and (about == "" or about in CATALOGUE or about in site_catalogue(services.method))
    return f"{form}:{about}" if is_there else ""


def _send(services: Services, scope: LinkScope | None, fields: Mapping[str, object]) -> None:
    view = shown_view(services, scope) if scope is not None else None
    askable = askable_of(services, scope, view) if scope is not None and view is not None else None
    if scope is None or askable is None:
        raise SubmissionError(t("There is nothing to answer to yet. Come back when your scorecard shows figures."))
    values = fields.get("values")
    content = {**values, "about": fields.get("about")} if isinstance(values, dict) else None
    form = fields.get("form")
    kinds = FORMS.get(form, ()) if isinstance(form, str) else ()
    chosen = content.get("kind") if content else None
    kind = kinds[0] if len(kinds) == 1 else chosen if isinstance(chosen, str) and chosen in kinds else None
    address = shortened_address(request.remote_addr) if has_request_context() else ""
    Submissions(services.store).add(scope, kind, content, now=services.clock(), askable=askable, address=address)


def register(app: Dash, services: Services) -> None:
    """Connect the forms of the share app, and put the guard in front of them."""
    app.server.before_request(lambda: guard(app))

    app.clientside_callback(
        ClientsideFunction("answers", "told"),
        Input(AnswerIds.TOLD, "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(AnswerIds.TOLD, "data"),
        Output(AnswerIds.SENT, "children"),
        Input(AnswerIds.ASKED, "data"),
        prevent_initial_call=True,
    )
    def answer(asked: object) -> tuple[Any, Any]:
        scope: LinkScope | None = g.get("share_scope")
        told = {**send(services, scope, asked), "at": services.clock().timestamp()}
        view = shown_view(services, scope) if scope is not None and told["kind"] == "good" else None
        if scope is None or view is None:
            return told, no_update
        return told, sent_list(sent_views(services, scope, view))


def guard(app: Dash) -> Response | None:
    """Let a callback of the share app through when its link shows the section that it needs, and it is well formed.

    After `callbacks.share.ShareGate`, which has looked the link up. A callback without a row in `SHARE_CALLBACKS` is
    refused, whatever the link shows.
    """
    if request.path != f"{app.config.routes_pathname_prefix}_dash-update-component" or request.method != "POST":
        return None
    scope: LinkScope | None = g.get("share_scope")
    if scope is None:
        return plain_answer(t("You may not do this."), 403)
    if request.content_length is None or request.content_length > LARGEST_BODY:
        return plain_answer(t("This is larger than the server accepts."), 413)
    body = _body()
    output = body.get("output")
    known = app.callback_map.get(output) if isinstance(output, str) else None
    section = SHARE_CALLBACKS.get(first_input(known)) if known is not None and known["inputs"] else None
    if section is None or known is None or not scope.link.shows(section):
        return plain_answer(t("You may not do this."), 403)
    if not _is_well_formed(body, str(output), known):
        return plain_answer(t("That was not understood. Reload the page and try again."), 400)
    return None


def _body() -> dict[str, Any]:
    try:
        body = request.get_json(silent=True)
    except (RecursionError, ValueError):
        # Nested more deeply than anything that a page sends.
        return {}
    return body if isinstance(body, dict) else {}


def _is_well_formed(body: Mapping[str, Any], output: str, known: Mapping[str, Any]) -> bool:
    """Whether a request names exactly the inputs and outputs of its callback, which Dash itself takes for granted."""
    wanted = [
        dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in output.strip(".").split("...")
    ]
    changed = body.get("changedPropIds")
    names = {f"{one['id']}.{one['property']}" for one in known["inputs"]}
    return (
        _names(body.get("outputs")) == [(one["id"], one["property"]) for one in wanted]
        and _names(body.get("inputs")) == [(one["id"], one["property"]) for one in known["inputs"]]
        and _names(body.get("state", [])) == [(one["id"], one["property"]) for one in known["state"]]
        and isinstance(changed, list)
        and all(isinstance(one, str) and one in names for one in changed)
    )


def _names(entries: object) -> list[tuple[Any, Any]] | None:
    """Return id and property of each entry; None when one has another form."""
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        return None
    return [(one.get("id"), one.get("property")) for one in entries]
