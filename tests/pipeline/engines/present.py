"""The engines that can be tried here: OpenSearch only where `make cluster` says that it has started one."""

from __future__ import annotations

import os
from typing import get_args

from minutes.settings import EngineName

CLUSTER = "TEST_CLUSTER"  # the addresses of its nodes
BRIEF = "TEST_CLUSTER_BRIEF"  # whether a third of the examples will do
PRESENT: tuple[EngineName, ...] = tuple(
    name for name in get_args(EngineName) if name != "opensearch" or CLUSTER in os.environ
)


def examples(usual: int) -> int:
    """How many examples a property is tried with; each takes seconds of a cluster."""
    return usual // 3 if BRIEF in os.environ else usual
