"""Takes a record, or one speech of it, out of the archive for good and leaves a tombstone."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from minutes import privacy, redaction, safeyaml, window, yamltext
from minutes.addresses import split_reference
from minutes.document import Item
from minutes.errors import MinutesError
from minutes.fold import fold
from minutes.redirects import REDIRECTS_FILE
from minutes.settings import Settings
from minutes.visibility import WITHDRAWALS_FILE, Withdrawal, conceal, load_withdrawals
from pipeline import ingest, parse
from pipeline.inspection import replace_file
from pipeline.publish import ATTACHMENTS, create
from pipeline.sides import Sides

What = Literal["keep", "move", "delete"]
MAX_REASON = 300
_QUOTED = 12  # so many characters of a speech in a reason are a quotation


class WithdrawRefused(MinutesError):
    """Nothing was withdrawn; the message says why in both languages."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was done.

    `file` is where the record's file lies now, None where it was deleted. `changed` are all files
    that were written. `same_words` are other places (meeting, id) that hold the very words of a
    withdrawn speech; `twin` is the record of the same meeting in another language, "" if none.
    """

    tombstone: Withdrawal
    file: Path | None
    changed: tuple[Path, ...]
    same_words: tuple[tuple[str, str], ...] = ()
    renamed: int = 0
    twin: str = ""


def withdraw(
    settings: Settings,
    meeting: str,
    why: str,
    now: dt.datetime,
    *,
    speech: str = "",
    file: What = "keep",
) -> Withdrawn:
    """Withdraw a public record, or the `speech` (its id or address) of one.

    The tombstone is written first: from then on no page shows the words, whatever happens next. A
    speech's words are then replaced in the file by a mark with date and reason, and nothing in its
    head or in issue files refers to it any longer. A whole record's file stays (`keep`), goes to
    the drafts folder (`move`) or is deleted. Raises `WithdrawRefused`, and `NotSeparable` for a
    speech that cannot be cut out.
    """
    why = _reason(why)
    today = now.astimezone(settings.archive.zone).date()
    path, data = _find(settings, meeting, now)
    ident = path.name.removesuffix(".md")
    if speech:
        return _withdraw_speech(settings, path, data, why, today, speech)
    if file == "move" and settings.drafts is None:
        raise WithdrawRefused("there is no folder of drafts to move it to 沒有草稿資料夾可移入")
    tombstone = Withdrawal(meeting=ident, date=today, reason=why)
    changed = [add_tombstone(settings.transcripts, tombstone)]
    place = _put_away(settings, path, data, file)
    if place != path:
        changed.append(path)
    return Withdrawn(tombstone, place, tuple(changed), twin=_twin(settings, ident))


def _reason(text: str) -> str:
    text = " ".join(text.split())
    if not window.is_reason(text):
        raise WithdrawRefused("a reason is needed: it will be public 要寫理由，理由會公開")
    if len(text) > MAX_REASON:
        raise WithdrawRefused(f"the reason is longer than {MAX_REASON} characters 理由太長")
    if privacy.holds(text):
        raise WithdrawRefused("the reason holds personal data, and it will be public 理由含有個資")
    return text


def _find(settings: Settings, meeting: str, now: dt.datetime) -> tuple[Path, bytes]:
    """The file and bytes of a public record."""
    name = meeting.strip().rstrip("/").rsplit("/", 1)[-1].removesuffix(".md")
    files = ingest.unique(ingest.find(settings.transcripts))[0]
    found = next((f for f in files if f.id == name), None)
    if found is None:
        raise WithdrawRefused(f"{name}: there is no such record 沒有這份紀錄")
    outlines = {f.id: parse.outline(_bytes(settings, f.path), f.path) for f in files}
    sides = Sides.load(settings.transcripts)
    state = sides.gate(settings.archive.zone, outlines.values()).state(outlines[name], now)
    if state == "withdrawn":
        raise WithdrawRefused(f"{name}: it has been withdrawn already 已經撤下")
    if state != "public" and not settings.archive.public_repository:
        raise WithdrawRefused(
            f"{name}: it was never public, so change or delete its file instead "
            "還沒有公開過，直接修改或刪除檔案即可"
        )
    return settings.transcripts / found.path, _bytes(settings, found.path)


def _bytes(settings: Settings, path: str) -> bytes:
    return (settings.transcripts / path).read_bytes()


def _put_away(settings: Settings, path: Path, data: bytes, what: What) -> Path | None:
    if what == "keep":
        return path
    ident = path.name.removesuffix(".md")
    attachments = settings.transcripts / ATTACHMENTS / ident
    target = None
    if what == "move" and settings.drafts is not None:
        target = settings.drafts / path.relative_to(settings.transcripts)
        target.parent.mkdir(parents=True, exist_ok=True)
        create(target, data)
    for file in sorted(attachments.glob("*")) if attachments.is_dir() else []:
        if target is not None and settings.drafts is not None and file.is_file():
            kept = settings.drafts / ATTACHMENTS / ident / file.name
            kept.parent.mkdir(parents=True, exist_ok=True)
            create(kept, file.read_bytes())
        file.unlink()
    with contextlib.suppress(OSError):
        attachments.rmdir()
    path.unlink()
    return target


def _withdraw_speech(
    settings: Settings, path: Path, data: bytes, why: str, today: dt.date, speech: str
) -> Withdrawn:
    ident = path.name.removesuffix(".md")
    named, wanted = split_reference(speech)
    if named and named.rsplit("/", 1)[-1] not in {ident, "speech"}:
        raise WithdrawRefused(f"{speech}: that is a speech of another record 那是別份紀錄的發言")
    parts = parse.parse(data, path.name).document
    number = next((n for n, i in enumerate(parts.items) if i.id == wanted), None)
    if number is None:
        raise WithdrawRefused(f"{ident}: it has no speech {wanted} 沒有這段發言")
    item = parts.items[number]
    if item.type not in {"speech", "narrative"}:
        raise WithdrawRefused(f"{wanted}: that is a heading, not a speech 那是標題，不是發言")
    if _quotes(why, item):
        raise WithdrawRefused("the reason repeats words of the speech 理由引用了發言的內容")
    new = Withdrawal(meeting=ident, date=today, reason=why, speech=conceal(item.id))
    known = load_withdrawals(settings.transcripts)
    # A speech that was withdrawn before and came back with its file keeps its tombstone.
    tombstone = next((w for w in known if (w.meeting, w.speech) == (ident, new.speech)), new)
    mark = redaction.mark_line(
        redaction.mark_words(parse.infer_language(parts), tombstone.date, tombstone.reason)
    )
    struck = redaction.strike(parts, {number: mark})
    changed = [] if tombstone in known else [add_tombstone(settings.transcripts, tombstone)]
    replace_file(path, struck.text.encode("utf-8"))
    changed.append(path)
    changed += _update_issues(settings.transcripts, item.id, struck)
    changed += _keep_addresses(settings.transcripts, struck)
    return Withdrawn(
        tombstone,
        path,
        tuple(changed),
        tuple(_same_words(settings, item)),
        len(struck.renamed),
        _twin(settings, ident),
    )


def _quotes(why: str, item: Item) -> bool:
    said, told = fold(" ".join(item.text.split())), fold(why)
    if len(said) < _QUOTED:
        return bool(said) and said in told
    return any(told[at : at + _QUOTED] in said for at in range(len(told) - _QUOTED + 1))


def add_tombstone(folder: Path, tombstone: Withdrawal) -> Path:
    """Write a tombstone at the end of `withdrawn.yaml`; what stands there stays as it is."""
    path = folder / WITHDRAWALS_FILE
    known = load_withdrawals(folder)
    entry = "".join(
        f"{'- ' if n == 0 else '  '}{name}: {yamltext.scalar(value)}\n"
        for n, (name, value) in enumerate(_fields(tombstone))
    )
    before = path.read_bytes().decode("utf-8-sig") if path.is_file() else _HEAD
    text = before if not before or before.endswith("\n") else before + "\n"
    text += entry
    with contextlib.suppress(MinutesError):
        if len(safeyaml.load(text).value or ()) == len(known) + 1:
            return _write(path, text)
    entries = [dict(_fields(each)) for each in (*known, tombstone)]
    return _write(path, _HEAD + "".join(f"- {yamltext.flow(each)}\n" for each in entries))


def _fields(tombstone: Withdrawal) -> list[tuple[str, yamltext.Scalar]]:
    fields: list[tuple[str, yamltext.Scalar]] = [
        ("meeting", tombstone.meeting),
        ("date", tombstone.date),
        ("reason", tombstone.reason),
    ]
    return [*fields, ("speech", tombstone.speech)] if tombstone.speech else fields


def _write(path: Path, text: str) -> Path:
    if path.is_file():
        replace_file(path, text.encode("utf-8"))
    else:
        create(path, text.encode("utf-8"))
    return path


def _update_issues(folder: Path, speech: str, struck: redaction.Struck) -> Iterator[Path]:
    """Issue files refer to the speech no longer, and to its neighbours by their new ids."""
    for name in ingest.find_issues(folder):
        path = folder / name
        before = path.read_bytes().decode("utf-8", "surrogateescape")
        after = redaction.forget(before, frozenset({speech}), struck.renamed)
        if after != before:
            replace_file(path, after.encode("utf-8", "surrogateescape"))
            yield path


def _keep_addresses(folder: Path, struck: redaction.Struck) -> Iterator[Path]:
    """Rows of old addresses for the short speeches whose id depends on the withdrawn words."""
    if not struck.renamed:
        return
    path = folder / REDIRECTS_FILE
    before = path.read_bytes().decode("utf-8-sig") if path.is_file() else ""
    text = before if not before or before.endswith("\n") else before + "\n"
    rows = [f"speech/{old}\tspeech/{new}\n" for old, new in struck.renamed.items()]
    yield _write(path, text + "".join(rows))


def _same_words(settings: Settings, item: Item) -> Iterator[tuple[str, str]]:
    """Where else the very words of a withdrawn speech stand."""
    wanted = _bare(item.text)
    if len(wanted) < _QUOTED:
        return
    for file in ingest.find(settings.transcripts):
        data = _bytes(settings, file.path)
        if wanted[:6] not in _bare(data.decode("utf-8", "replace")):
            continue
        for other in parse.parse(data, file.path).document.items:
            if wanted in _bare(other.text):
                yield file.id, other.id


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _twin(settings: Settings, ident: str) -> str:
    for one, other in Sides.load(settings.transcripts).twins:
        if ident in {one, other}:
            return other if ident == one else one
    return ""


_HEAD = """\
# 撤下的紀錄與發言；網站以 410 回應並列在「撤下紀錄」頁。請用 minutes withdraw 新增，不要刪除任何一列。
# Withdrawn records and speeches: their addresses answer 410. Added by `minutes withdraw`; delete none.
"""
