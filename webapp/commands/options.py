"""What all commands have in common: where the archive lies, in which language it is spoken, and how
an error is told."""

from __future__ import annotations

import errno
import functools
import locale
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from minutes import settings
from minutes.errors import MinutesError, reason_of
from minutes.findings.rules import Lang
from minutes.plain_files import NotPlain
from pipeline.source.safe_write import HALF_WRITTEN

Command = TypeVar("Command", bound=Callable[..., Any])
# What the system says of a file, in words that tell what to do.
_TROUBLE = {
    errno.EACCES: (
        "no permission: run this as the account that it belongs to",
        "沒有權限，請以它所屬的帳號執行",
    ),
    errno.EPERM: ("not permitted", "不允許"),
    errno.EROFS: ("this place can only be read", "這個位置唯讀，不能寫入"),
    errno.ENOSPC: (
        "no space left on its disk: make room, and do it again",
        "磁碟空間不足，請清出空間再做一次",
    ),
    errno.EDQUOT: (
        "this account may take no more room there: make room, and do it again",
        "這個帳號的空間額度用完了，請清出空間再做一次",
    ),
    errno.EIO: (
        "its disk or network folder fails: look whether it is mounted and whole",
        "磁碟或網路資料夾讀寫失敗，請檢查是否掛載、有無損壞",
    ),
    errno.ESTALE: ("the network folder was lost: mount it again", "網路資料夾斷了，請重新掛載"),
    errno.ENOENT: ("no such file or folder", "找不到這個檔案或資料夾"),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", "路徑中有一段是檔案，不是資料夾"),
    errno.EISDIR: ("that is a folder, not a file", "這是資料夾，不是檔案"),
    errno.EEXIST: ("exists already", "已經存在"),
    errno.ENAMETOOLONG: ("the name is too long", "名稱太長"),
    errno.ELOOP: (NotPlain.en, NotPlain.zh),
}


class Refusal(click.ClickException):
    """Wrong use, or an archive that cannot be used: exit code 2."""

    exit_code = 2

    def __init__(self, en: str, *, zh: str, lang: Lang | None = None) -> None:
        super().__init__(worded(en, zh=zh, lang=lang))

    @classmethod
    def of(cls, error: MinutesError | OSError) -> Refusal:
        """The refusal that tells an error in the language of who is at the keyboard, and which file it is about."""
        if not isinstance(error, OSError):
            return cls(error.en, zh=error.zh)
        en, zh = _TROUBLE.get(error.errno or 0, (reason_of(error), ""))
        zh = zh or en
        name = Path(os.fsdecode(error.filename)) if error.filename else None
        if name is None:
            return cls(en, zh=zh)
        if name.name.startswith(HALF_WRITTEN):
            name = name.parent
        return cls(f"{name}: {en}", zh=f"{name}：{zh}")


def default_lang() -> Lang:
    """The language of the person at the keyboard, as far as the system tells."""
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    tongue = next(filter(None, map(os.environ.get, names)), None)
    return "zh" if (tongue or locale.getlocale()[0] or "").startswith(("zh", "Chinese")) else "en"


def worded(en: str, *, zh: str, lang: Lang | None = None) -> str:
    """What is to be told, in the language of the person at the keyboard."""
    return zh if (lang or default_lang()) == "zh" else en


def say(en: str, *, zh: str, lang: Lang | None = None) -> None:
    """Tell the person at the keyboard something that is no result."""
    click.echo(worded(en, zh=zh, lang=lang), err=True)


class NamedPath(click.Path):
    """A path that somebody names; one with backslashes is understood on every system.

    Somebody on Windows writes it down and somebody else runs it. A name that really holds a
    backslash goes first. Devices, pipes and sockets, which may have no end, are refused.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if "\\" in str(value) and not os.path.lexists(value):
            value = str(value).replace("\\", "/")
        place = Path(value)
        if place.exists() and not (place.is_file() or place.is_dir()):
            self.fail(
                worded(
                    f"{value}: a device, a pipe or a socket; copy its content into a file",
                    zh=f"{value}：這是裝置、管線或通訊端，請先存成檔案",
                ),
                param,
                ctx,
            )
        return super().convert(value, param, ctx)


LANG = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default=default_lang,
    help="Language. [default: yours]",
)
TRANSCRIPTS = click.option(
    "--transcripts",
    envvar="MINUTES_TRANSCRIPTS",
    type=NamedPath(),
    metavar="DIR",
    help="Folder of transcripts. [default: transcripts/]",
)
DRAFTS = click.option(
    "--drafts",
    envvar="MINUTES_DRAFTS",
    type=NamedPath(),
    metavar="DIR",
    help="Private folder of drafts.",
)
_DATA = click.option(
    "--data",
    envvar="MINUTES_DATA",
    metavar="DIR",
    help="Folder for the index. [default: one in your cache]",
)


def listening(port: int) -> Callable[[Command], Command]:
    """Adds `--host` and `--port`, for commands that serve."""

    def with_options(command: Command) -> Command:
        with_port = click.option(
            "--port",
            default=port,
            show_default=True,
            type=click.IntRange(0, 65535),
            help="Port to listen on.",
        )(command)
        return click.option(
            "--host",
            default="127.0.0.1",
            show_default=True,
            help="Address of this machine to listen on.",
        )(with_port)

    return with_options


def archive_options(command: Command) -> Command:
    """Adds `--transcripts`, `--data` and `--drafts`; the command gets `settings` for them."""

    @TRANSCRIPTS
    @_DATA
    @DRAFTS
    @functools.wraps(command)
    def run(transcripts: str | None, data: str | None, drafts: str | None, **kwargs: Any) -> Any:
        try:
            return command(settings=settings.load(transcripts, data, drafts), **kwargs)
        except BrokenPipeError:
            raise  # whoever read our output has seen enough; click ends quietly
        except (MinutesError, OSError) as error:
            raise Refusal.of(error) from error

    return run  # type: ignore[return-value]  # the same callable with more options


def folders(transcripts: str | None, drafts: str | None) -> tuple[Path, Path | None]:
    """The folder of transcripts and that of the drafts, for commands that need no index."""
    folder = Path(transcripts or "transcripts")
    try:
        settings.require_transcripts(folder)
        if drafts:
            settings.drafts_folder(drafts, folder)
    except MinutesError as error:
        raise Refusal.of(error) from error
    return folder, Path(drafts) if drafts else None
