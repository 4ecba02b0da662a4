"""An archive with things to hide, each marked with rare words, and a reader of all that is answered."""

import datetime as dt
import gzip
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, unquote_plus

from minutes.records import document
from minutes.settings import Settings, load
from pipeline.index import indexer
from pipeline.publishing.withdrawal import withdraw
from tests.conftest import Transcripts

NOW = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
PUBLIC = "2026-01-05-公開的參訪"
SHORTENED = "2026-01-06-少了一段的參訪"
RETURNED = "2026-01-07-檔案又回來的參訪"
OLD_ADDRESS = "2026-03-02-舊的網址"
OPEN_WORDS = "這一段人人都可以讀，說的是公園裡的遮陽棚與溜滑梯。"


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that the public must not see. `ask` and `tell` stand side by side in each of its
    texts: whoever asks for one must not be told the other. `id` may hold `ask`."""

    kind: str
    ask: str
    tell: str
    id: str
    latin: str

    @property
    def words(self) -> str:
        return f"{self.ask}{self.tell}"

    @property
    def needles(self) -> tuple[str, ...]:
        return self.ask, self.tell, self.latin


HELD = Secret("held", "龘靐", "齉爩", "2026-03-02-龘靐月會", "xqzheldcanary")
DRAFT = Secret("draft", "鱻麤", "驫鸞", "2026-03-03-鱻麤會議", "xqzdraftcanary")
FUTURE = Secret("future", "灪爨", "癵麷", "2999-03-04-灪爨協作會議", "xqzfuturecanary")
BARRED = Secret("barred", "纞虋", "讟鑱", "2026-03-05-纞虋會議", "xqzbarredcanary")
GONE = Secret("gone", "厵滟", "灩灎", "2026-03-06-撤下的紀錄", "xqzgonecanary")
CUT = Secret("cut", "鸜鱺", "鼺龞", SHORTENED, "xqzcutcanary")
BACK = Secret("back", "齾齉", "鸝鸘", RETURNED, "xqzbackcanary")
SECRETS = (HELD, DRAFT, FUTURE, BARRED, GONE, CUT, BACK)
# As rare as these, of the same length, and in no file.
NOWHERE = Secret("nowhere", "龗龖", "鱹鱺", "2026-03-02-龗龖月會", "xqznowherecary")


def hidden_body(secret: Secret) -> str:
    w, latin = secret.words, secret.latin
    return (
        f"# {secret.id[:10]} {w}\n\n> （{w}鼓掌 {latin}）\n\n## {w}議程 {latin}\n\n"
        f"### {w}代表：\n我們要說的是{w}這件事，{latin} {latin}rest，請大家先不要公開出去。\n\n"
        f"### {latin} Smith:\nMy {latin} words about {w} must stay here for now, thank you.\n"
    )


def full_head(secret: Secret, day: str, edit: str, tier: str = "monthly") -> str:
    w, latin = secret.words, secret.latin
    return f"""---
title: {w}會議 {latin}
date: {day}
tier: {tier}
kind: main
case: 904
issue: {secret.kind}-issue
host_agency: 國家發展委員會
attendees:
  - {{name: {w}代表, agency: 國家發展委員會, role: {w}, capacity: host}}
  - {{name: {w}沉默者, organisation: {w}協會 {latin}}}
summary: {{zh: {w}摘要, en: {latin} summary}}
decisions: [{{text: {w}決定 {latin}}}]
actions: [{{task: {w}工作, agency: 國家發展委員會, due: 2026-05-01}}]
requests: [{{what: {w}求助, from: 國家發展委員會}}]
votes: [{{ballot: {w}票, eligible: 5, cast: 5, options: [{{title: {w}選項, votes: 3}}]}}]
reports: [{{case: 904, status: tracked, note: {w}列管}}]
links: [{{type: slides, url: "https://example.org/{latin}", label: {w}簡報}}]
attachments: [{{file: {secret.kind}.pdf, label: {w}附件}}]
corrections: [{{date: 2026-03-20, what: {w}更正}}]
translation_of: {PUBLIC}
edit: {edit}
---
"""


def open_record(ident: str, *words: str) -> str:
    said = "\n\n".join(words)
    return (
        f"---\ntitle: {ident[11:]}\ndate: {ident[:10]}\ntier: other\nkind: visit\ncase: 904\n"
        f"issue: shade\nhost_agency: 國家發展委員會\n---\n# {ident[:10]} {ident[11:]}\n\n### 王範例：\n{said}\n"
    )


@dataclass(frozen=True, slots=True)
class World:
    """The archive, and the ids of the speeches that nobody may read."""

    settings: Settings
    speeches: tuple[str, ...]
    open_speech: str


def build(folder: Path, *, returned: bool = True) -> World:
    """Make the archive below `folder` and index it: first as it was before anything was taken out,
    then as it is. With `returned`, a withdrawn speech's old file has come back."""
    public, drafts = Transcripts(folder / "transcripts"), Transcripts(folder / "drafts")
    for place in (public, drafts):
        place.path.mkdir(parents=True)
    files = {
        HELD: full_head(HELD, "2026-03-02", "{hold_until: 2999-01-01}"),
        FUTURE: full_head(FUTURE, "2999-03-04", "{}", "collaborative"),
        BARRED: full_head(BARRED, "2026-03-05", "{}").replace("\ndate:", "\n date:"),
        GONE: full_head(GONE, "2026-01-08", "{waiver_reason: 與會者都已確認}"),
    }
    for secret, head in files.items():
        public.write(f"{secret.id}.md", head + hidden_body(secret))
    drafts.write(
        f"{DRAFT.id}.md",
        full_head(DRAFT, "2026-03-03", "{hold_until: 2999-01-01}") + hidden_body(DRAFT),
    )
    for secret in (HELD, DRAFT, FUTURE, BARRED, GONE):
        place = drafts if secret is DRAFT else public
        place.write(f"attachments/{secret.id}/{secret.kind}.pdf", f"%PDF {secret.words}".encode())
    public.write(
        f"{PUBLIC}.md",
        open_record(PUBLIC, OPEN_WORDS, "The slide and the shade are open to all of us here."),
    )
    for secret in (CUT, BACK):
        public.write(
            f"{secret.id}.md",
            open_record(
                secret.id,
                OPEN_WORDS[:-1] + "，還有花圃。",
                f"我們要說的是{secret.words}這件事 {secret.latin}，請撤下這一段話。",
            ),
        )
    speeches = {
        (path.name.removesuffix(".md"), item.id): item.text
        for path in (*public.path.glob("*.md"), *drafts.path.glob("*.md"))
        for item in document.parse(path.read_text(encoding="utf-8")).items
    }
    hidden = {k: v for k, v in speeches.items() if any(n in v for s in SECRETS for n in s.needles)}
    refs = "".join(f"  - {json.dumps(f'{m}#s{i}', ensure_ascii=False)}\n" for m, i in hidden)
    steps = "".join(
        f"  - {{status: tracked, date: 2026-03-20, speech: {json.dumps(f'{m}#s{i}', ensure_ascii=False)}}}\n"
        for m, i in hidden
    )
    public.write(
        "issues/shade.md",
        f"---\ntitle: 遮陽\ncase: 904\nhighlights:\n{refs}status:\n{steps}---\n公開的說明。\n",
    )
    public.write(
        "archive.yaml",
        "name: {zh: 有祕密的檔案庫, en: An archive with secrets}\nprepare: true\ncontact: po@example.org\n",
    )
    public.write(".redirects", f"{OLD_ADDRESS}\t{HELD.id}\n")
    public.write(".alternates", f"{PUBLIC}.md\t{HELD.id}.md\n")
    settings = load(public, folder / "data", drafts)
    indexer.refresh(settings, now=NOW)
    for secret in (CUT, BACK):
        [ident] = [i for (m, i), text in hidden.items() if m == secret.id]
        before = (public.path / f"{secret.id}.md").read_bytes()
        withdraw(settings, secret.id, "應當事人的請求", NOW, speech=ident)
        if secret is BACK and returned:
            public.write(f"{secret.id}.md", before)
    withdraw(settings, GONE.id, "應當事人的請求", NOW)
    indexer.refresh(settings, now=NOW)
    opened = next(i for (m, i), text in speeches.items() if text == OPEN_WORDS)
    return World(settings, tuple(i for _, i in hidden), opened)


def readings(data: bytes) -> Iterator[str]:
    """All that somebody could make of an answer: archives unpacked, every kind of escape undone."""
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for info in packed.infolist():
                yield info.filename
                yield from readings(packed.read(info))
        return
    if data.startswith(b"\x1f\x8b"):
        yield from readings(gzip.decompress(data))
        return
    text = data.decode("utf-8", "replace")
    yield text
    plain = re.sub(r"\r\n[ \t]", "", text)  # folded lines of calendars
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), plain)
    plain = html.unescape(html.unescape(plain))
    yield plain
    for undo in (unquote, unquote_plus):
        yield undo(plain)
    yield re.sub(r"</?(?:mark|b|em|strong|span|wbr)\b[^>]*>", "", plain)  # words cut by a highlight


def found_in(data: bytes, needles: Iterable[str]) -> set[str]:
    """The needles that stand in an answer, in any reading."""
    wanted = set(needles)
    found: set[str] = set()
    for reading in readings(data):
        folded = reading.casefold()
        found |= {n for n in wanted if n.casefold() in folded}
    return found


def traces(folder: Path, pairs: Iterable[str]) -> list[str]:
    """The files below a folder that hold any of these pairs of characters, also if compressed."""
    marks = {pair: pair.encode() for pair in pairs}
    found = []
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        data = file.read_bytes()
        forms = [data, *_inflated(data)]
        escaped = b"".join(forms).decode("utf-8", "ignore").encode("unicode_escape")
        for pair, mark in marks.items():
            wide = pair.encode("utf-16-le"), pair.encode("utf-32-le")
            if any(m in form for form in forms for m in (mark, *wide)) or pair.encode(
                "unicode_escape"
            ) in escaped.replace(b"\\\\", b"\\"):
                found.append(f"{file.relative_to(folder)}: {pair}")
    return found


def _inflated(data: bytes) -> Iterator[bytes]:
    """What any zlib stream in the data unpacks to."""
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        try:
            yield zlib.decompressobj().decompress(data[match.start() :], 1 << 22)
        except zlib.error:
            continue
