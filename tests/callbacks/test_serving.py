"""What only a real server shows: which requests reach the app at all, and with which headers."""

import http.client

import pytest

from tests.serving import Site, running_site

PROXY_HEADERS = [
    ("X-Forwarded-For", "192.0.2.7"),
    ("X-Forwarded-Host", "partners.example.com"),
    ("X-Forwarded-Proto", "https"),
    ("Forwarded", "for=192.0.2.7"),
    ("Via", "1.1 proxy"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("serving")) as running:
        yield running


def status(site: Site, path: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(site.address.removeprefix("http://"))
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse().status
    connection.close()
    return answer


@pytest.mark.parametrize("path", ["/", "/healthz", "/s/", "/_dash-layout", "/api/scores"])
@pytest.mark.parametrize("header", PROXY_HEADERS, ids=lambda header: header[0])
def test_requests_through_a_proxy_are_refused(site: Site, path: str, header: tuple[str, str]) -> None:
    assert status(site, path, dict([header])) == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.7:8050", "localhost.", ""])
def test_other_hosts_are_refused(site: Site, host: str) -> None:
    assert status(site, "/healthz", {"Host": host}) in (400, 403)


def test_this_machine_is_answered(site: Site) -> None:
    for host in ("127.0.0.1", "localhost:8050", "[::1]:8050"):
        assert status(site, "/healthz", {"Host": host}) == 200
