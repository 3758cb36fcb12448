"""The HTML document around a Dash app: what is loaded, in which order, and what it tells.

Dash's own document names every asset by its time stamp and tells the versions of Python and Dash;
ours names files by their content, loads plotly.js from a URL that browsers may keep, and says nothing.
"""

import html
import json
import re
from collections.abc import Callable
from typing import Any

from dash import Dash

from callbacks.languages import script_words
from callbacks.static_files import StaticFiles
from kpi.language import language, t

#: Scripts of ours that must run before the first paint, in the head.
HEAD_SCRIPTS = ("theme.js",)
#: Told to the browser by Dash and of no use to it.
UNTOLD = ("python_version", "dash_version", "dash_version_url", "ddk_version", "plotly_version")

_SPOKEN = ("LANGUAGE", "NO_SCRIPT", "WORDS")
_FILLED = re.compile(f"%({'|'.join(_SPOKEN)})%")
_CONFIG = re.compile(r'(<script id="_dash-config" type="application/json">)(.*)(</script>)', re.DOTALL)

DOCUMENT = """<!DOCTYPE html>
<html lang="%LANGUAGE%" data-bs-theme="light">
<head>
{{%metas%}}
<meta name="color-scheme" content="light dark">
<title>{{%title%}}</title>
<link rel="icon" href="{icon}">
{head_scripts}
{styles}
{{%css%}}
</head>
<body>
<noscript>%NO_SCRIPT%</noscript>
%WORDS%
{{%app_entry%}}
{{%config%}}
{{%scripts%}}
{body_scripts}
{{%renderer%}}
</body>
</html>
"""


class TandemDash(Dash):
    """A Dash app whose document is ours; serves locally, without Pages, dev tools, MCP or web sockets."""

    def __init__(self, name: str, static: StaticFiles, *, title: Callable[[], str], **options: Any) -> None:
        self._static = static
        self._title = title
        super().__init__(
            name,
            index_string=document(static),
            serve_locally=True,
            compress=False,
            use_pages=False,
            include_pages_meta=False,
            include_assets_files=False,
            enable_mcp=False,
            websocket_callbacks=False,
            update_title=None,
            add_log_handler=False,
            **options,
        )

    def interpolate_index(self, **parts: str) -> str:
        """Fill the document in the reader's language, with our URLs and a configuration that tells no versions."""
        parts["title"] = html.escape(self._title())
        parts["scripts"] = self._static.replace_bundles(parts["scripts"])
        parts["config"] = _CONFIG.sub(self._quiet_config, parts["config"])
        page = super().interpolate_index(**parts)
        return _FILLED.sub(lambda found: _spoken(found[1]), page, count=len(_SPOKEN))

    def _quiet_config(self, match: re.Match[str]) -> str:
        config = json.loads(match[2])
        for name in UNTOLD:
            config.pop(name, None)
        # The renderer takes plotly.js from `plotlyjs_url` only when told that it is not served by Dash.
        config |= {"serve_locally": False, "plotlyjs_url": plotly_url(self._static)}
        return f"{match[1]}{_as_data(config)}{match[3]}"


def _spoken(mark: str) -> str:
    """Return what stands in the document in place of a mark, in the reader's language."""
    locale = language().locale
    if mark == "LANGUAGE":
        return locale.replace("_", "-")
    if mark == "NO_SCRIPT":
        return html.escape(t("This dashboard needs JavaScript to draw its charts and tables."))
    words = script_words(locale)
    return f'<script id="tdm-words" type="application/json">{_as_data(words)}</script>' if words else ""


def _as_data(value: object) -> str:
    """Return a value as JSON that can stand in a script element."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")


def document(static: StaticFiles) -> str:
    """The document's template for Dash, with the URLs of all styles and scripts of ours in place."""
    styles = [
        static.url("bootstrap", "bootstrap.min.css"),
        static.url("bootstrap", "font/bootstrap-icons.min.css"),
        *static.urls("assets", ".css"),
    ]
    head = [static.url("assets", name) for name in HEAD_SCRIPTS]
    body = [url for url in static.urls("assets", ".js") if url not in head]
    return DOCUMENT.format(
        icon=static.url("assets", "favicon.svg"),
        styles="\n".join(f'<link rel="stylesheet" href="{url}">' for url in styles),
        head_scripts=_script_tags(head),
        body_scripts=_script_tags(body),
    )


def plotly_url(static: StaticFiles) -> str:
    """URL of the plotly.js that charts are drawn with."""
    (url,) = static.urls("plotly", ".js")
    return url


def _script_tags(urls: list[str]) -> str:
    return "\n".join(f'<script src="{url}"></script>' for url in urls)
