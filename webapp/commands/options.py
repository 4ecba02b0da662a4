"""What all commands have in common: where the archive lies, and how an error is told."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click

from minutes import settings
from minutes.errors import MinutesError

Command = TypeVar("Command", bound=Callable[..., Any])


class Refusal(click.ClickException):
    """Wrong use, or an archive that cannot be used: exit code 2."""

    exit_code = 2


def archive_options(command: Command) -> Command:
    """Adds `--transcripts`, `--data` and `--drafts`; the command gets `settings` for them."""

    @click.option(
        "--transcripts",
        envvar="MINUTES_TRANSCRIPTS",
        metavar="DIR",
        help="Folder of transcripts. [default: transcripts/]",
    )
    @click.option(
        "--data",
        envvar="MINUTES_DATA",
        metavar="DIR",
        help="Folder for the index. [default: one in your cache]",
    )
    @click.option(
        "--drafts", envvar="MINUTES_DRAFTS", metavar="DIR", help="Private folder of drafts."
    )
    @functools.wraps(command)
    def run(transcripts: str | None, data: str | None, drafts: str | None, **kwargs: Any) -> Any:
        try:
            return command(settings=settings.load(transcripts, data, drafts), **kwargs)
        except (MinutesError, OSError) as error:
            raise Refusal(str(error)) from error

    return run  # type: ignore[return-value]  # the same callable with more options
