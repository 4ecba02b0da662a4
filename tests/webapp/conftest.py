"""The site on the sample archive, on a folder under construction, and on a large real one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import webapp
from minutes import settings
from pipeline.archive.archive import Archive
from tests.conftest import Transcripts

PARK = "2025-04-10-範例院第901案協作會議-公園遊具遮陽"


def in_memory(folder: Path, data: Path) -> Flask:
    """A site on a small folder, without an index."""
    where = settings.load(folder, data)
    return webapp.create_app(where, Archive(where, in_memory=True))


@pytest.fixture(scope="session")
def sample_app(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The site on the sample archive."""
    return in_memory(sample, tmp_path_factory.mktemp("data"))


@pytest.fixture
def client(sample_app: Flask) -> FlaskClient:
    """A client of the sample archive's site, on a loopback address."""
    return sample_app.test_client()


@pytest.fixture
def site_of(tmp_path: Path) -> Callable[[Transcripts], FlaskClient]:
    """`site_of(transcripts)` is a client of the site on that folder."""
    return lambda transcripts: in_memory(transcripts.path, tmp_path / "data").test_client()


@pytest.fixture(scope="session")
def corpus_app(corpus_archive: Archive) -> Flask:
    """The site on the large real archive, indexed once for all tests."""
    return webapp.create_app(corpus_archive.settings, corpus_archive)
