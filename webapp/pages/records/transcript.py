"""The words of a meeting as HTML, with few bytes for each speech: a name above all that its bearer
says in a row, narratives apart, sections, and a link to every piece."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from minutes.addresses.fates import Kind
from minutes.publication.gate import Withdrawal
from minutes.records.document import Document, Item
from webapp.i18n import foreign_words
from webapp.i18n.language import Language
from webapp.serving.visit import language_of

_MANY_BLOCKS = ("<ul", "<ol", "<blockquote", "<pre", "<table", "<hr", "<dl", "<div")
_ONE_QUOTED = re.compile(
    r"<blockquote>\s*<p>((?:(?!<p>|</p>|</?blockquote>).)*)</p>\s*</blockquote>\s*\Z", re.S
)
# A block that shows another site's content in its original, and the one link that is left of it here.
_FRAME = re.compile(r"<(?:iframe|video|audio|embed|object)\b", re.I)
_ONLY_A_LINK = re.compile(r'<p><a href="https?://([^"/?#]+)[^"]*" rel="[^"]*">[^<]*</a></p>')
# A link whose words are its address: it may break anywhere.
_BARE_ADDRESS = re.compile(r'<a (href="[^"]*"[^<>]*)>(?=https?://)')
# A line without words or height: Chromium sets a blank line behind it, as behind every paragraph.
_LAST_LINE = "<p class=end><i></i></p>"
# A paragraph without any mark in it, as nearly all of them are.
_WORDS_ALONE = re.compile(r"<p>[^<]*</p>")
HUES = 8


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """An entry of the table of contents."""

    id: str
    text: str
    level: int


def contents(document: Document) -> list[ContentsEntry]:
    """The sections and headings of a record but for its title."""
    title = document.title
    return [
        ContentsEntry(i.id, i.text, i.level)
        for i in document.items
        if i.type in {"section", "heading"} and i is not title and i.text
    ]


@dataclass(frozen=True, slots=True)
class Anchor:
    """An id that a piece had once, for readers who come by it: what became of it, and on which days."""

    id: str
    kind: Kind
    days: tuple[dt.date | None, ...]


Anchors = Mapping[str, Sequence[Anchor]]
"""Old ids by the id of the piece to which their readers are led."""


def corrected(language: Language, days: Iterable[dt.date | None]) -> str:
    """On which days a speech was corrected, as far as they are known."""
    match list(map(language.date, filter(None, days))):
        case [day]:
            return language.text("This speech was corrected on %(day)s.", day=day)
        case [first, *_, last]:
            days_told = {"first": first, "last": last}
            return language.text(
                "This speech was corrected on %(first)s, and last on %(last)s.", **days_told
            )
    return language.text("This speech was corrected.")


def note_on_old_id(language: Language, anchor: Anchor) -> str:
    """What a reader is told who comes by an id that a piece had once."""
    say = language.text
    match anchor.kind:
        case "revised" if anchor.days:
            return corrected(language, anchor.days)
        case "revised":
            return say("This speech has another address now; its words are the same.")
        case "split":
            return say("This speech was split into several.")
        case "merged":
            return say("This speech was joined with another.")
        case "unclear":
            return say("This record was changed; it may be this speech or another.")
    return say("A speech that stood here is no longer in the record.")


def render(
    document: Document,
    lang: str,
    language: Language,
    gone: Mapping[int, Withdrawal] | None = None,
    anchors: Anchors | None = None,
) -> str:
    """All items of a record whose language is `lang`. `gone` are the withdrawn ones by number,
    `anchors` the ids that pieces had once. The last paragraph may be left open: what follows must be
    a block or the end of one."""
    writer = _PageWriter(document, lang, language, gone or {}, anchors or {})
    # HTML closes a paragraph before the next block by itself, and a record has thousands of them.
    return "".join(part.removesuffix("</p>") for part in writer.run())


class _PageWriter:
    def __init__(
        self,
        document: Document,
        lang: str,
        language: Language,
        gone: Mapping[int, Withdrawal],
        anchors: Anchors,
    ) -> None:
        self.items = document.items
        self.title = document.title
        self.may_embed = _FRAME.search(document.body) is not None
        self.lang = lang
        self.language = language
        self.gone = gone
        self.anchors = anchors
        self.speaker: str | None = None
        self.hues: dict[str, int] = {}
        self.labels: dict[str | None, str] = {}

    def run(self) -> Iterator[str]:
        for number, item in enumerate(self.items):
            if item is self.title:
                continue
            if item.id in self.anchors:
                yield "".join(map(self._anchor, self.anchors[item.id]))
            if number in self.gone or (not item.id and not item.source):
                yield self._tombstone(self.gone.get(number))
            elif item.type == "narrative":
                yield piece(item, self.lang, "n", embedded=self._embedded(item))
            elif item.type == "speech":
                if item.speaker != self.speaker:
                    yield self._label_of(item.speaker)
                self.speaker = item.speaker
                mark = "" if item.text else "e"
                yield piece(item, self.lang, mark, embedded=self._embedded(item))
            else:
                self.speaker = None
                yield self._heading(item)

    def _anchor(self, anchor: Anchor) -> str:
        note = note_on_old_id(self.language, anchor)
        address = f"speech/{anchor.id}"
        return f'<p class=was id=s{anchor.id} lang="{self.language.tag}"><a href={address}>{escape(note)}</a></p>'

    def _label_of(self, speaker: str | None) -> str:
        """`_label`, written once: who speaks does so again and again."""
        if speaker not in self.labels:
            self.labels[speaker] = self._label(speaker)
        return self.labels[speaker]

    def _label(self, speaker: str | None) -> str:
        """A speaker's name. What nobody is named for must not seem to be said by the last one."""
        if speaker is None:
            words = escape(self.language.text("No speaker"))
            return f'<h3 lang="{self.language.tag}">{words}</h3>'
        hue = self.hues.setdefault(speaker, len(self.hues) % HUES)
        return f"<h3 class=c{hue}{self._lang_of(speaker)}>{escape(speaker)}</h3>"

    def _embedded(self, item: Item) -> str:
        """What is said above a link in whose place the original shows another site's content."""
        site = embedded_site(item) if self.may_embed else ""
        if not site:
            return ""
        return self.language.text(
            "Shown here in the original, from %(site)s; you leave this site", site=site
        )

    def _heading(self, item: Item) -> str:
        tag, mark = ("h2", "") if item.level <= 2 else ("h3", " class=h")
        html = item.html()
        words = html.removeprefix("<p>").removesuffix("</p>")
        if "<p>" in words or _is_many(words):  # blocks that somebody wrote into a heading's line
            words = escape(item.text)
        words = foreign_words.marked(words, language_of(item.text, self.lang))
        return f"<{tag}{mark} id=s{item.id}{self._lang_of(item.text)}>{words}</{tag}>"

    def _lang_of(self, text: str) -> str:
        found = language_of(text, self.lang)
        return f' lang="{escape(found)}"' if found != self.lang else ""

    def _tombstone(self, gone: Withdrawal | None) -> str:
        said = self.language.text("This speech has been withdrawn.")
        if gone is not None:
            said += f" {self.language.date(gone.date)} · {gone.reason}"
        return f'<p class="n w" lang="{self.language.tag}">{escape(said)}</p>'


def embedded_site(item: Item) -> str:
    """The host of the site whose film or page an item shows in the original, and nothing else; ""
    where it shows none. Nothing of that site is loaded here."""
    if not _FRAME.search(item.markdown):
        return ""
    only = _ONLY_A_LINK.fullmatch(item.html())
    return only[1] if only else ""


def piece(item: Item, lang: str, mark: str = "", *, linked: bool = True, embedded: str = "") -> str:
    """One item with its anchor and its quiet link (relative to the page of its meeting). `embedded`
    is what a card says of another site's content."""
    html = item.html()
    if item.type == "narrative" and (quoted := _ONE_QUOTED.match(html)):
        html = f"<p>{quoted[1]}</p>"
    found = language_of(item.text, lang) if item.text else lang
    attributes = f" id=s{item.id}" if linked else ""
    if mark:
        attributes += f" class={mark}"
    if found != lang:
        attributes += f' lang="{escape(found)}"'
    if embedded:
        attributes += f' data-embedded="{escape(embedded)}"'
    link = f"<a href=speech/{item.id}>#</a>" if linked else ""
    html = foreign_words.marked(html, found)
    if _WORDS_ALONE.fullmatch(html):
        return f"<p{attributes}>{html[3:-4]}{link}</p>"
    html = _BARE_ADDRESS.sub(r"<a class=url \1>", html)
    if _is_paragraph(html):
        return f"<p{attributes}>{html[3:-4]}{link}</p>"
    return f"<div{attributes}>{_as_copied(html)}{link}</div>"


def _as_copied(html: str) -> str:
    """Blocks so written that a browser copies them as their text has them: it sets a blank line behind
    each `<p>` and none behind a list, and the only one belongs behind the last block."""
    lines = html.replace("<p>", "<div>").replace("</p>", "</div>")
    return lines if html == "<hr>" else f"{lines}{_LAST_LINE}"


def _is_paragraph(html: str) -> bool:
    is_one = html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1
    return is_one and not _is_many(html)


def _is_many(html: str) -> bool:
    return any(tag in html for tag in _MANY_BLOCKS)


def surroundings(items: Sequence[Item], at: int) -> tuple[list[Item], list[Item]]:
    """The two items with words before one and the two after it, across narratives but not across the title."""
    earlier = list(filter(_has_words, items[:at]))
    later = list(filter(_has_words, items[at + 1 :]))
    return earlier[-2:], later[:2]


def _has_words(item: Item) -> bool:
    """Whether it is more than a title or a label."""
    return item.type in {"speech", "narrative"} and bool(item.text)
