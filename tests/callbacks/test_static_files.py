import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from plotly.offline import get_plotlyjs_version

from app import ASSETS, create_static
from callbacks.static_files import IMMUTABLE, Compressed, Tree, plotly_tree
from data.settings import Settings

URL = re.compile(r'(?:src|href)="([^"]+)"')


def urls(client: FlaskClient, path: str = "/") -> list[str]:
    return URL.findall(client.get(path).text)


def test_everything_that_a_page_loads_is_compressed_and_kept_for_good(client: FlaskClient) -> None:
    found = urls(client)
    assert len(found) > 10
    for url in found:
        answer = client.get(url, headers={"Accept-Encoding": "gzip, deflate, br"})
        assert answer.status_code == 200, url
        assert url.startswith("/static/"), url
        assert answer.headers["Cache-Control"] == IMMUTABLE
        assert answer.headers["Content-Encoding"] == "br"
        assert answer.headers["Vary"] == "Accept-Encoding"


def test_encodings_are_what_the_browser_accepts(client: FlaskClient) -> None:
    url = next(url for url in urls(client) if url.endswith("tandem.js"))
    plain = (ASSETS / "tandem.js").read_bytes()
    assert brotli.decompress(client.get(url, headers={"Accept-Encoding": "br"}).data) == plain
    assert gzip.decompress(client.get(url, headers={"Accept-Encoding": "gzip"}).data) == plain
    identity = client.get(url, headers={"Accept-Encoding": "br;q=0, gzip;q=0"})
    assert identity.data == plain
    assert "Content-Encoding" not in identity.headers


def test_a_known_file_is_not_sent_again(client: FlaskClient) -> None:
    url = urls(client)[0]
    etag = client.get(url).headers["ETag"]
    again = client.get(url, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert not again.data


def test_an_older_fingerprint_is_served_and_not_kept(client: FlaskClient) -> None:
    url = next(url for url in urls(client) if url.endswith("theme.js"))
    older = re.sub(r"/assets/\w+/", "/assets/0000000000000000/", url)
    answer = client.get(older)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/static/assets/x/../../app.py",
        "/static/assets/x/%2e%2e/%2e%2e/app.py",
        "/static/assets/x/%2Fetc%2Fpasswd",
        "/static/none/x/theme.js",
        "/static/bootstrap/x/bootswatch/vapor/bootstrap.min.css",
    ],
)
def test_nothing_but_the_files_of_the_trees_is_served(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert b"import" not in answer.data
    assert answer.status_code == 404


def test_parts_that_scripts_load_later_lie_beside_them(client: FlaskClient) -> None:
    script = next(url for url in urls(client) if url.endswith("/dash_core_components.js"))
    later = client.get(script.replace("dash_core_components.js", "async-graph.js"))
    assert later.status_code == 200
    assert later.headers["Cache-Control"] == IMMUTABLE


def test_both_apps_share_one_copy_of_every_script(server: Flask, client: FlaskClient) -> None:
    assert "/s/_dash-component-suites" not in client.get("/").text
    assert "_dash-component-suites" not in client.get("/").text


def test_a_changed_file_has_another_fingerprint(tmp_path: Path) -> None:
    file = tmp_path / "a.css"
    file.write_text("a{}", encoding="utf-8")
    before = Tree.of_folder("t", tmp_path).fingerprint()
    assert Tree.of_folder("t", tmp_path).fingerprint() == before
    file.write_text("b{}", encoding="utf-8")
    assert Tree.of_folder("t", tmp_path).fingerprint() != before


def test_a_changed_file_is_compressed_again(tmp_path: Path) -> None:
    file = tmp_path / "a.css"
    compressed = Compressed(tmp_path / "cache")
    for text in ("first", "the second"):
        file.write_text(text, encoding="utf-8")
        assert brotli.decompress(compressed.body(file, "br")).decode() == text


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    file = tmp_path / "a.css"
    file.write_text("text", encoding="utf-8")
    compressed = Compressed(file / "no folder")
    assert brotli.decompress(compressed.body(file, "br")) == b"text"


def test_the_partial_plotly_is_of_the_installed_version(settings: Settings) -> None:
    (path,) = plotly_tree(ASSETS).files.values()
    head = path.read_text(encoding="utf-8")[:200]
    assert f"v{get_plotlyjs_version()}" in head
    assert (path.parent / "plotly-partial.LICENSE").is_file()
    assert create_static(settings).urls("plotly", ".js")[0].endswith(path.name)


def test_answers_are_compressed_when_it_is_worth_it(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Encoding": "br"})
    assert page.headers["Content-Encoding"] == "br"
    assert brotli.decompress(page.data).startswith(b"<!DOCTYPE html>")
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "br"}).headers
