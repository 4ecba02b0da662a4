"""`minutes backup`, `minutes restore`, `minutes metrics`: what an operator runs beside the site."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import click

from minutes.publication.gate import good_rows
from minutes.settings import Settings, load
from minutes.text.numerals import plural
from pipeline.archive.archive import Archive
from pipeline.source import traces
from pipeline.updates import after_indexing
from pipeline.updates import backup as backups
from webapp.commands.options import NamedPath, Refusal, archive_options, say
from webapp.commands.server import cannot_listen
from webapp.operating import metrics as figures


@click.command()
@click.argument("folder", type=NamedPath(file_okay=False, path_type=Path))
@archive_options
def backup(settings: Settings, folder: Path) -> None:
    """Keep the repositories of the archive in a new folder below FOLDER.

    The name of the new folder goes to stdout. Keys and other secrets are not part of it.
    """
    target, made = backups.back_up(settings, folder)
    for part, repository in made.repositories.items():
        if repository.unsaved:
            say(
                f"note: {part} has {plural(repository.unsaved, 'change')} in no commit, not in the backup either.",
                zh=f"注意：{part} 有 {repository.unsaved} 處變更還沒提交，不在備份裡。",
            )
    pushed = {*traces.pushed_rows(settings.data)}.difference(good_rows(settings.transcripts))
    if pushed:
        say(
            f"note: {plural(len(pushed), 'row')} of withdrawn.yaml that was pushed and is not in use yet: not in the backup, so "
            "their words would come back with it; mend what keeps the push away, update, and make another one.",
            zh=f"注意：推送的撤下清單有 {len(pushed)} 列還沒採用，不在備份裡，還原後會再公開；請排除推送的問題、更新後再備份一次。",
        )
    click.echo(str(target))


@click.command()
@click.argument("folder", type=NamedPath(exists=True, file_okay=False, path_type=Path))
@click.argument("home", type=NamedPath(file_okay=False, path_type=Path))
@click.option("--data", type=NamedPath(path_type=Path), metavar="DIR", help="Where the index goes.")
def restore(folder: Path, home: Path, data: Path | None) -> None:
    """Bring a backup back into the new folder HOME, and index it.

    What is to be set in the environment afterwards goes to stdout.
    """
    began = time.monotonic()
    parts = backups.restore(folder, home)
    settings = load(parts["transcripts"], data or home / "data", parts.get("drafts"))
    after_indexing.refresh(settings)
    seen = len(Archive(settings).view().public.meetings)
    click.echo(f"MINUTES_TRANSCRIPTS={settings.transcripts}")
    if settings.drafts:
        click.echo(f"MINUTES_DRAFTS={settings.drafts}")
    click.echo(f"MINUTES_DATA={settings.data}")
    seconds = round(time.monotonic() - began)
    say(
        f"restored, {plural(seen, 'public record')}, {seconds} s. What was withdrawn after the backup is back: "
        "make sure that withdrawn.yaml is the newest one before anybody can read it.",
        zh=f"已還原，公開 {seen} 份紀錄，{seconds} 秒。備份之後撤下的內容會回來：請先確認 withdrawn.yaml 是最新的，再讓人看到。",
    )


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=9100, show_default=True, type=click.IntRange(0, 65535))
@archive_options
def metrics(settings: Settings, host: str, port: int) -> None:
    """Tell a monitor the figures of the running site, on a port of their own.

    Workers write them to the folder that PROMETHEUS_MULTIPROC_DIR names. Runs until interrupted.
    """
    try:
        from prometheus_client import start_http_server
    except ImportError as error:
        raise Refusal(
            "first run pip install 'minutes-archive[serve]'",
            zh="請先執行 pip install 'minutes-archive[serve]'",
        ) from error
    try:
        server, _ = start_http_server(port, addr=host, registry=figures.registry(settings))
    except OSError as error:
        raise cannot_listen(host, port, error) from error
    click.echo(f"http://{host}:{server.server_port}/metrics", err=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        server.shutdown()


COMMANDS = (backup, restore, metrics)
