"""The page of all commands and their options, made from the commands themselves.

`python -m webapp.commands.manual > docs/cli.md` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from webapp.commands.main import main
from webapp.commands.translation import chinese, paragraphs

_HEAD = """\
# 指令一覽 The commands

由 `python -m webapp.commands.manual > docs/cli.md` 產生，請勿手動修改。
Made by `python -m webapp.commands.manual > docs/cli.md`; do not edit.

結果寫到標準輸出，其他都寫到標準錯誤。Results go to stdout, everything else to stderr.
結束代碼：0 正常；1 檢查有錯誤或狀態不佳；2 用法錯誤。Exit codes: 0 well; 1 errors were found; 2 wrong use.
環境變數與 `archive.yaml` 見 [settings.md](settings.md)。For variables and `archive.yaml` see there.
"""


def manual() -> str:
    """`docs/cli.md`: each command with its usage, what it does, its arguments and its options."""
    context = click.Context(main, info_name="minutes")
    parts = [_HEAD]
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        if command is not None:
            parts.append("\n".join(_command(command, name, context)) + "\n")
    return "\n".join(parts)


def _command(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    context = click.Context(command, parent=parent, info_name=name)
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"## minutes {name}\n\n```\nminutes {name} {usage}\n```\n"
    for words in paragraphs(command.help or ""):
        yield f"{_chinese(words)}\n{words}\n"
    rows = list(_options(command, context))
    if rows:
        yield "| 選項 Option | 說明 | What it does | 變數 Variable |\n|---|---|---|---|"
        yield from rows
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                yield ""
                yield from _command(found, f"{name} {inner}", parent)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for option in command.params:
        if not isinstance(option, click.Option) or option.hidden:
            continue
        row = option.get_help_record(context)
        if row is not None:
            variable = f"`{option.envvar}`" if isinstance(option.envvar, str) else ""
            chinese = _cell(_chinese(option.help or ""))
            yield f"| {_code(row[0])} | {chinese} | {_cell(row[1])} | {variable} |"


def _chinese(words: str) -> str:
    """The help text in Chinese; "" where there is none."""
    said = chinese().gettext(words) if words else ""
    return said.replace("\n", "") if said != words else ""


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "\\<")


if __name__ == "__main__":
    sys.stdout.buffer.write(manual().encode())  # with the same ends of lines everywhere
