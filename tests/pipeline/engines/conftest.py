"""The cluster that `make cluster` has started, for the engine that needs one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from pipeline.engines.cluster import ADDRESSES, SHARDS
from tests.pipeline.engines.present import CLUSTER


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    """Its address, where there is one; archives as small as these need no second shard."""
    with pytest.MonkeyPatch.context() as patch:
        if CLUSTER in os.environ:
            patch.setenv(ADDRESSES, os.environ[CLUSTER])
            patch.setenv(SHARDS, "1")
        yield
