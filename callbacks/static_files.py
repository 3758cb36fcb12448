"""Static files: compressed once, named by their content, kept by browsers for good.

Dash compresses nothing, names its scripts by the time at which they were installed and the parts that
it loads later not at all. Here every file is compressed once (well by ``make setup``, quickly on first
use otherwise), and its URL carries a digest of what it serves, so that it can be cached for ever.
"""

import gzip
import hashlib
import importlib.util
import mimetypes
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import brotli
from dash.fingerprint import check_fingerprint
from flask import Flask, Response, abort, request

PREFIX = "/static"
#: Below the assets: what others made and no package carries.
VENDOR = "vendor"
IMMUTABLE = "public, max-age=31536000, immutable"
COMPRESSIBLE = frozenset({".js", ".css", ".svg", ".html", ".json", ".txt"})
#: What mimetypes reads from the system differs between systems; these it must not.
MIME_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
DIGEST_LENGTH = 16
#: Level 10 gives 1.5 % more bytes than 11 in half the time; level 5 takes a twentieth of that.
BEST, QUICK = 10, 5
#: What we send, the smaller first.
ENCODINGS = ("br", "gzip")

#: The packages whose scripts pages load. Source maps, development bundles, MathJax and AG Grid's paid
#: modules are left out.
BUNDLES = {
    "dash": (
        "deps/*.min.js",
        "dash-renderer/build/dash_renderer.min.js",
        "dcc/async-[!m]*.js",
        "dcc/async-markdown.js",
        "dcc/dash_core_components*.js",
        "html/*.min.js",
        "dash_table/bundle.js",
    ),
    "dash_ag_grid": ("dash_ag_grid.min.js", "async-community.js"),
    "dash_bootstrap_components": ("_components/dash_bootstrap_components.min.js",),
}

_SUITE_URL = re.compile(r"/(?:s/)?_dash-component-suites/([^\"'\s]+)")


@dataclass(frozen=True)
class Tree:
    """A group of files under one URL that share one fingerprint, so that they can name each other.

    Parameters
    ----------
    name
        Of the group.
    files
        File by its path below the URL.
    """

    name: str
    files: Mapping[str, Path]

    @classmethod
    def of_folder(cls, name: str, root: Path, *, but: str = "") -> "Tree":
        """All the files of a folder, without those of its sub-folder `but`."""
        paths = sorted(path for path in root.rglob("*") if path.is_file())
        paths = [path for path in paths if path.relative_to(root).parts[0] != but]
        return cls(name, {path.relative_to(root).as_posix(): path for path in paths})

    def fingerprint(self) -> str:
        """Digest of the names and contents of all files."""
        digest = hashlib.sha256()
        for name, path in self.files.items():
            digest.update(name.encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()[:DIGEST_LENGTH]


def assets_tree(assets: Path) -> Tree:
    """Our own styles, scripts and fonts."""
    return Tree.of_folder("assets", assets, but=VENDOR)


def bootstrap_tree() -> Tree:
    """Bootstrap's CSS and its icon font, from the package that carries them."""
    root = package_folder("flask_bootstrap") / "static" / "bootstrap5" / "css"
    names = ("bootstrap.min.css", "font/bootstrap-icons.min.css", "font/fonts/bootstrap-icons.woff2")
    return Tree("bootstrap", {name: root / name for name in names})


def plotly_tree(assets: Path) -> Tree:
    """plotly.js: the partial build among our assets where there is one, else the package's whole."""
    part = assets / VENDOR / "plotly-partial.min.js"
    whole = package_folder("plotly") / "package_data" / "plotly.min.js"
    found = part if part.is_file() else whole
    return Tree("plotly", {found.name: found})


def bundle_tree() -> Tree:
    """The scripts of Dash and its component packages, with the parts that they load later."""
    files = {}
    for package, patterns in BUNDLES.items():
        root = package_folder(package)
        for path in sorted(path for pattern in patterns for path in root.glob(pattern)):
            files[f"{package}/{path.relative_to(root).as_posix()}"] = path
    return Tree("bundles", files)


def package_folder(package: str) -> Path:
    """Folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"The package {package} is not installed. Run make setup.")
    return Path(spec.submodule_search_locations[0])


class Compressed:
    """Compressed bodies of files, kept in a folder under the digest of their content."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._digests: dict[Path, tuple[tuple[int, int], str]] = {}

    def digest(self, path: Path) -> str:
        """Digest of the content of `path`, read again only when the file changed."""
        stat = path.stat()
        state = (stat.st_mtime_ns, stat.st_size)
        known = self._digests.get(path)
        if known is None or known[0] != state:
            known = (state, hashlib.sha256(path.read_bytes()).hexdigest()[:DIGEST_LENGTH])
            self._digests[path] = known
        return known[1]

    def body(self, path: Path, encoding: str, *, level: int = QUICK) -> bytes:
        """Content of `path` in `encoding`, at `level` or better."""
        if not encoding:
            return path.read_bytes()
        for kept_level in (BEST, level):
            kept = self._kept(path, encoding, kept_level)
            if kept.is_file():
                return kept.read_bytes()
        body = compress(path.read_bytes(), encoding, level)
        self._keep(self._kept(path, encoding, level), body)
        return body

    def _kept(self, path: Path, encoding: str, level: int) -> Path:
        return self._cache / f"{self.digest(path)}.{level}.{encoding}"

    def _keep(self, target: Path, body: bytes) -> None:
        """Keep `body`; a full or read-only disk costs time on the next request, nothing else."""
        draft = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
        try:
            self._cache.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(body)
            os.replace(draft, target)
        except OSError:
            with suppress(OSError):
                draft.unlink()


def compress(body: bytes, encoding: str, level: int = QUICK) -> bytes:
    """Compress `body` as ``br`` or ``gzip``."""
    if encoding == "br":
        return brotli.compress(body, quality=level)
    return gzip.compress(body, compresslevel=min(level, 9), mtime=0)


class StaticFiles:
    """Serves trees of files.

    Parameters
    ----------
    cache
        Folder of compressed bodies.
    trees
        What is served.
    """

    def __init__(self, cache: Path, trees: Iterable[Tree]) -> None:
        self.compressed = Compressed(cache)
        self._trees = {tree.name: tree for tree in trees}
        self._fingerprints = {name: tree.fingerprint() for name, tree in self._trees.items()}

    def url(self, tree: str, name: str) -> str:
        """URL of a file, with the fingerprint of its tree."""
        if name not in self._trees[tree].files:
            raise FileNotFoundError(f"There is no {name} in the static files of {tree}.")
        return f"{PREFIX}/{tree}/{self._fingerprints[tree]}/{name}"

    def urls(self, tree: str, suffix: str) -> list[str]:
        """URLs of the files at the top of a tree that end with `suffix`, in the order of their names."""
        names = self._trees[tree].files
        return [self.url(tree, name) for name in names if name.endswith(suffix) and "/" not in name]

    def replace_bundles(self, html: str) -> str:
        """`html` with the URLs of Dash's scripts replaced by ours, the same for every app.

        What a script loads later it looks for beside itself, and so finds it under our URL too.
        """
        return _SUITE_URL.sub(self._bundle_url, html)

    def _bundle_url(self, match: re.Match[str]) -> str:
        name, _ = check_fingerprint(match[1])
        known = name in self._trees["bundles"].files
        return self.url("bundles", name) if known else match[0]

    def precompress(self) -> int:
        """Compress everything at the best level; returns the number of files."""
        files = [path for tree in self._trees.values() for path in tree.files.values()]
        wanted = [path for path in files if path.suffix in COMPRESSIBLE]
        with ThreadPoolExecutor(os.cpu_count()) as workers:
            for encoding in ENCODINGS:
                list(workers.map(partial(self.compressed.body, encoding=encoding, level=BEST), wanted))
        return len(wanted)

    def register(self, server: Flask) -> None:
        """Add the route of the trees to `server`."""
        rule = f"{PREFIX}/<tree>/<fingerprint>/<path:name>"
        server.add_url_rule(rule, endpoint="static_files", view_func=self._serve)
        # What else begins so is nothing; without this the manager app's pages would answer.
        server.add_url_rule(f"{PREFIX}/<path:_rest>", endpoint="no_static_file", view_func=_nothing)

    def _serve(self, tree: str, fingerprint: str, name: str) -> Response:
        if tree not in self._trees or name not in self._trees[tree].files:
            abort(404)
        path = self._trees[tree].files[name]
        encoding = best_encoding() if path.suffix in COMPRESSIBLE else ""
        response = Response(self.compressed.body(path, encoding), mimetype=mime_type(path))
        # A page that was loaded before an update may still ask for the older fingerprint.
        is_current = fingerprint == self._fingerprints[tree]
        response.headers["Cache-Control"] = IMMUTABLE if is_current else "no-cache"
        response.vary.add("Accept-Encoding")
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.set_etag(f"{self.compressed.digest(path)}-{encoding or 'identity'}")
        return response.make_conditional(request)


def _nothing(_rest: str) -> Response:
    abort(404)


def mime_type(path: Path) -> str:
    """MIME type of a file by its suffix."""
    return MIME_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def best_encoding() -> str:
    """Return the first of our encodings that the request accepts, or an empty string."""
    return next((name for name in ENCODINGS if request.accept_encodings[name] > 0), "")


SMALLEST_COMPRESSED = 1024
#: Fast enough to pay on every answer: a fifth of the time of level 4 for a sixth more bytes.
DYNAMIC_LEVEL = 1


def compress_response(response: Response) -> Response:
    """Compress a page or an answer that is worth it; for ``after_request``."""
    if not _worth_compressing(response):
        return response
    response.vary.add("Accept-Encoding")
    encoding = best_encoding()
    if encoding:
        response.set_data(compress(response.get_data(), encoding, DYNAMIC_LEVEL))
        response.headers["Content-Encoding"] = encoding
    return response


def _worth_compressing(response: Response) -> bool:
    text = response.mimetype.startswith("text/") or response.mimetype == "application/json"
    plain = "Content-Encoding" not in response.headers and not response.direct_passthrough
    return (
        text
        and plain
        and not response.is_streamed
        and response.status_code != 304
        and len(response.get_data()) >= SMALLEST_COMPRESSED
    )
