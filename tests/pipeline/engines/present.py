"""The engines that can be tried here: OpenSearch only where `make cluster` says that it has started one."""

from __future__ import annotations

import os
from typing import get_args

from minutes.settings import EngineName

CLUSTER = "TEST_CLUSTER"  # the addresses of its nodes
PRESENT: tuple[EngineName, ...] = tuple(
    name for name in get_args(EngineName) if name != "opensearch" or CLUSTER in os.environ
)
