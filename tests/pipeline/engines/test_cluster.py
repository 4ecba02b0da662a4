"""A cluster that is not there, is busy, or would get a password in the open; without a cluster."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.errors import IndexMissing, SettingsError
from minutes.query.places import stands
from minutes.query.tree import Word
from pipeline.engines.cluster import ADDRESSES, Cluster, Unreachable
from pipeline.engines.cluster_index import edged, edged_form
from pipeline.engines.protocol import FoldedForm

NOWHERE = "http://127.0.0.1:9"  # the port that discards, where nothing listens


def cluster_at(address: str, patience: float = 5.0) -> Cluster:
    return dataclasses.replace(Cluster.of("READER", {ADDRESSES: address}), patience=patience)


@contextmanager
def answering(*answers: tuple[int, object]) -> Iterator[str]:
    """The address of a node that gives these answers, one after another."""
    left = list(answers)

    class Node(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, said = left.pop(0) if len(left) > 1 else left[0]
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Node) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(10)


def test_a_cluster_whose_address_is_not_given_is_asked_for() -> None:
    with pytest.raises(SettingsError, match=ADDRESSES):
        Cluster.of("READER", {})


def test_a_password_is_never_sent_in_the_open_to_another_machine() -> None:
    rights = {f"{ADDRESSES}_READER": "somebody:secret"}
    with pytest.raises(SettingsError) as refused:
        Cluster.of("READER", {ADDRESSES: "http://search.example:9200", **rights})
    assert "secret" not in str(refused.value)
    with pytest.raises(SettingsError) as within:
        Cluster.of("READER", {ADDRESSES: "http://somebody:secret@search.example:9200"})
    assert "secret" not in str(within.value)
    assert Cluster.of("READER", {ADDRESSES: "https://search.example:9200", **rights}).addresses
    assert Cluster.of("READER", {ADDRESSES: "http://127.0.0.1:9200", **rights}).addresses


def test_a_cluster_that_is_not_there_is_told_and_not_taken_for_an_empty_one() -> None:
    cluster = cluster_at(NOWHERE, patience=0.2)
    assert not cluster.answers()
    with pytest.raises(Unreachable, match="叢集") as told:
        cluster.ask("cluster.health")
    assert isinstance(told.value, IndexMissing), "the site answers 503"


def test_a_busy_cluster_is_asked_again() -> None:
    busy = (503, {"error": {"type": "no_cluster_manager"}, "status": 503})
    with answering(busy, busy, busy, (200, {"status": "green"})) as address:
        assert cluster_at(address).ask("cluster.health") == {"status": "green"}


def test_an_index_that_is_gone_is_told_at_once_and_how_it_is_built_anew() -> None:
    gone = (404, {"error": {"type": "index_not_found_exception"}, "status": 404})
    with answering(gone) as address, pytest.raises(Unreachable, match="minutes index"):
        cluster_at(address).ask("indices.get", index="minutes-none")


@given(
    text=st.text("ab 府'é\u0301天45", max_size=12),
    word=st.text("ab 府'é\u0301天45", min_size=1, max_size=5),
    prefix=st.booleans(),
)
def test_a_text_stands_between_the_marks_of_edges_exactly_where_it_stands_at_these_edges(
    text: str, word: str, prefix: bool
) -> None:
    form = FoldedForm(word, *Word(word, (word,), prefix=prefix).edges(word))
    there = stands(form.text, text, form.left, form.right)
    assert (edged_form(form) in edged(text)) == there
