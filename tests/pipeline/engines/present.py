"""The engines that can be tried here."""

from __future__ import annotations

from typing import get_args

from minutes.settings import EngineName

PRESENT: tuple[EngineName, ...] = get_args(EngineName)
