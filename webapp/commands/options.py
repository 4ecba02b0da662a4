"""What all commands have in common: where the archive lies, and how an error is told."""

from __future__ import annotations

import functools
import locale
import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from minutes import settings
from minutes.errors import MinutesError
from minutes.rules import Lang

Command = TypeVar("Command", bound=Callable[..., Any])


class Refusal(click.ClickException):
    """Wrong use, or an archive that cannot be used: exit code 2."""

    exit_code = 2


def default_lang() -> Lang:
    """The language of the person at the keyboard, as far as the system tells."""
    told = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), None)
    return "zh" if (told or locale.getlocale()[0] or "").startswith(("zh", "Chinese")) else "en"


class Place(click.Path):
    """A path that is there; one with backslashes is understood on every system.

    Somebody on Windows writes it down and somebody else runs it. A name that really holds a
    backslash goes first.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if "\\" in str(value) and not os.path.lexists(value):
            value = str(value).replace("\\", "/")
        return super().convert(value, param, ctx)


def archive_options(command: Command) -> Command:
    """Adds `--transcripts`, `--data` and `--drafts`; the command gets `settings` for them."""

    @click.option(
        "--transcripts",
        envvar="MINUTES_TRANSCRIPTS",
        type=Place(),
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
        "--drafts",
        envvar="MINUTES_DRAFTS",
        type=Place(),
        metavar="DIR",
        help="Private folder of drafts.",
    )
    @functools.wraps(command)
    def run(transcripts: str | None, data: str | None, drafts: str | None, **kwargs: Any) -> Any:
        try:
            return command(settings=settings.load(transcripts, data, drafts), **kwargs)
        except BrokenPipeError:
            raise  # whoever read our output has seen enough; click ends quietly
        except (MinutesError, OSError) as error:
            raise Refusal(str(error)) from error

    return run  # type: ignore[return-value]  # the same callable with more options
