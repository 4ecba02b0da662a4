"""The `minutes` command. Results go to stdout, everything else to stderr."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

import minutes
from minutes.errors import MinutesError
from webapp.commands.options import Refusal
from webapp.commands.translation import localized, speaking, spoken

# Which module has which command; a module is loaded when one of its commands is asked for.
COMMANDS = {
    "reading": ("serve", "index", "search", "show"),
    "health": ("doctor",),
    "writing": ("init", "new", "adopt", "check", "schema"),
    "publishing": ("import", "publish", "preview", "desk", "withdraw", "watch"),
    "trails": ("trail", "link", "agenda"),
    "lasting": ("export", "ids", "rename", "rename-speaker"),
    "operating": ("backup", "restore", "metrics"),
}
_MODULES = {command: module for module, commands in COMMANDS.items() for command in commands}


class _Commands(click.Group):
    """The commands of `webapp.commands`, in the order of the table, and in one's own language."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        words = sys.argv[1:] if args is None else list(args)
        with speaking(spoken(words)):
            return click.Group.main(localized(self), args, *rest, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """What a command does; an error of ours, or what the system says of a file, is told as one."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever read our output has seen enough; click ends quietly
        except (MinutesError, OSError) as error:
            raise Refusal.of(error) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return None
        module = import_module(f"webapp.commands.{_MODULES[cmd_name]}")
        commands: tuple[click.Command, ...] = module.COMMANDS
        return localized(next(c for c in commands if c.name == cmd_name))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(minutes.__version__, prog_name="minutes", help="Show the version and exit.")
def main() -> None:
    """An open archive of meeting transcripts: check them, index them, serve them."""
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows has a code page that holds no Chinese; other programs read UTF-8.
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding="utf-8")
