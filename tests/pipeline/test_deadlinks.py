"""Links are asked once each, and only where the public Internet is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pipeline.checks import dead_links


@dataclass
class Server:
    """A small web server on this machine, and what it was asked."""

    base: str
    asked: list[str] = field(default_factory=list)
    patient: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def server() -> Iterator[Server]:
    known = Server("")

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append(self.path)
            where = {"/moved": "/here", "/loop": "/loop", "/inside": "http://127.0.0.9:80/secret"}
            status = {"/gone": 404, "/removed": 410, "/forbidden": 403, "/broken": 500}
            if self.path == "/slow":
                known.patient.wait(10)
                return
            if self.path in where:
                self.send_response(302)
                self.send_header("Location", where[self.path])
            else:
                self.send_response(status.get(self.path, 200))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    known.base = f"http://127.0.0.1:{http.server_port}"
    yield known
    http.shutdown()
    http.server_close()


def only_the_server(address: str) -> bool:
    return address == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/here", None),
        ("/moved", None),
        ("/gone", "404"),
        ("/removed", "410"),
        ("/loop", "too many redirects"),
    ],
)
def test_a_page_that_is_gone_is_told_from_one_that_moved(
    server: Server, path: str, why: str | None
) -> None:
    assert dead_links.ask(server.base + path, only_the_server) == why


def test_a_server_that_does_not_come_to_the_point_is_left(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_links, "PATIENCE", 0.2)
    monkeypatch.setattr(dead_links, "TIMEOUT", 60.0)  # for each byte: the server ends before
    assert dead_links.ask(f"{server.base}/slow", only_the_server) == "no answer"
    server.patient.set()


@pytest.mark.parametrize("path", ["/forbidden", "/broken"])
def test_a_refusal_and_a_fault_of_the_moment_are_not_called_dead(server: Server, path: str) -> None:
    assert dead_links.ask(server.base + path, only_the_server) is None


def test_a_private_address_is_never_asked(server: Server) -> None:
    assert dead_links.ask(f"{server.base}/gone") is None
    assert server.asked == []


def test_a_redirect_to_another_private_address_is_not_followed(server: Server) -> None:
    assert dead_links.ask(f"{server.base}/inside", only_the_server) is None
    assert server.asked == ["/inside"]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "::1",
        "fe80::1",
        "::ffff:10.0.0.1",
        "100.64.0.1",
        "224.0.0.1",
        "64:ff9b::7f00:1",
        "2002:a00:1::",
        "2001:0:808:808::f5ff:fffe",
        "0.0.0.1",
        "::",
        "ff02::1",
    ],
)
def test_addresses_of_closed_networks_are_not_public(address: str) -> None:
    assert not dead_links.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert dead_links.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/x",
        "http://user:pw@example.org/",
        "http://[::1",
        "file:///etc/passwd",
        "http://8.8.8.8:22/",
    ],
)
def test_what_is_no_plain_web_address_is_not_asked(url: str) -> None:
    assert dead_links.ask(url) in {None, "ValueError"}


def test_each_address_is_asked_once_and_every_place_is_told(server: Server) -> None:
    text = f"---\nresponse: {{url: '{server.base}/gone'}}\n---\n見 [這裡]({server.base}/gone)。\n{server.base}/here\n"
    places = dead_links.links("a.md", text)
    found = dead_links.dead(places, only_the_server)
    assert [(p.code, p.line) for p in found] == [("dead-link", 2), ("dead-link", 4)]
    assert sorted(server.asked) == ["/gone", "/here"]
