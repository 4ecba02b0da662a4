"""A reader's query as plain, frozen data. `minutes.query.parser` makes it from what was typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import Literal, TypeGuard

from minutes.text.folding import compose, fold, is_word

FieldName = Literal["speaker", "agency", "tier", "kind", "case", "issue", "title", "date", "lang"]
# A number in a row as titles and people write it: 次 and 案 count the same thing.
ORDINAL = re.compile(
    r"第\s*([0-9０-９]{1,4}|[〇零一二兩三四五六七八九十百千廿卅卌]{1,9})\s*([次案季屆届場场期])"
)
Days = tuple[dt.date, dt.date]
MAX_PARTS = 40
ENDS = "?!。"  # folded: what ends a question is no part of its last word


@dataclass(frozen=True, slots=True)
class Word:
    """One thing to look for: any of `forms` (folded). Quoted: literal, in an item or the title.

    A word for a time also stands for the records of those `days`. `parts` are what the word is made
    of for the rank; without them it is one part itself.
    """

    typed: str
    forms: tuple[str, ...]
    quoted: bool = False
    prefix: bool = False
    widened: tuple[str, ...] = ()  # aliases among the forms, as they are written
    days: Days | None = None
    parts: tuple[Word, ...] = field(default=(), compare=False)

    @property
    def is_plain(self) -> bool:
        """Whether the whole word was typed, and outside of quotation marks."""
        return not (self.quoted or self.prefix)

    @property
    def ranked_by(self) -> tuple[Word, ...]:
        """Its parts, or itself where it has none."""
        return self.parts or (self,)

    def edges(self, form: str) -> tuple[bool, bool]:
        """Whether a match of `form` must begin and end at the edge of a Latin word."""
        if self.quoted:
            return False, False
        return is_word(form[0]), is_word(form[-1]) and not self.prefix


@dataclass(frozen=True, slots=True)
class Field:
    """A restriction: `speaker` of the speeches in which words may stand, the others of the meeting.

    `value` is folded text; for `tier`, `kind` and `lang` the schema's value, for `case` a number,
    for `date` the first and last day. `typed` is how it stands in the query. `records` are the ids of
    meetings that it fits besides, as other records tell.
    """

    name: FieldName
    value: str | int | Days
    quoted: bool = False
    word: Word | None = None  # for `title`
    records: frozenset[str] = frozenset()
    typed: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """What a part finds is left out."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """All parts must be found in one piece of a record."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of the parts is enough."""

    nodes: tuple[Node, ...]


Node = Word | Field | Not | And | Or


@dataclass(frozen=True, slots=True)
class QueryNote:
    """Something the reader should know of how the query was taken; `code` names the sentence."""

    code: Literal[
        "too-long",
        "too-many-words",
        "unclosed-quote",
        "literal",
        "unknown-field",
        "bad-value",
        "prefix",
    ]
    text: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a piece of a query, as it is `typed`, was taken for: a time, who hosted, an agency, which
    tier or kind of meeting. `value` is the days, an agency's id, or the schema's value."""

    kind: Literal["period", "host", "agency", "tier", "kind"]
    typed: str
    value: str | Days


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query. `root` is None where there is nothing to look for; `weighed` are words that a
    record need not hold, but is better with; `agencies` the ids of those that it names."""

    typed: str
    root: Node | None
    in_speech: bool = False
    notes: tuple[QueryNote, ...] = ()
    weighed: tuple[Word, ...] = ()
    understood: tuple[Understood, ...] = ()
    agencies: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """The words that may match, in the order typed; none that stand after a minus."""
        return tuple(dict.fromkeys(words_among(positive(self.root))))

    @property
    def parts(self) -> tuple[Word, ...]:
        """What the words are made of, each once: what a record is ranked by."""
        whole = (*self.words, *self.weighed)
        parts = chain.from_iterable(word.ranked_by for word in whole)
        return tuple(dict.fromkeys(parts))[:MAX_PARTS]

    @property
    def verbatim(self) -> Word | None:
        """All that was typed as one word, where more was typed than is looked for, and nothing but words: a
        record may say it so, 公僕的公僕."""
        typed = fold(compose(self.typed)).strip(f" {ENDS}")
        sought = sum(len(word.forms[0]) for word in self.words)
        is_more = 0 < sought < len(typed.replace(" ", "")) and not self.in_speech
        return (
            Word(typed, (typed,)) if is_more and all(map(_is_plain, required(self.root))) else None
        )

    @property
    def widened(self) -> tuple[str, ...]:
        """The aliases that were searched along."""
        aliases = chain.from_iterable(map(attrgetter("widened"), self.words))
        return tuple(dict.fromkeys(aliases))


def joined(kind: type[And | Or], nodes: Iterable[Node]) -> Node | None:
    """Some nodes as one of a kind, which has none of its own kind within; a single one as it is; None of
    none."""
    some = tuple(chain.from_iterable(n.nodes if isinstance(n, kind) else (n,) for n in nodes))
    if len(some) > 1:
        return kind(some)
    return next(iter(some), None)


def is_word_node(node: Node | None) -> TypeGuard[Word]:
    """Whether a node is a word."""
    return isinstance(node, Word)


def _is_plain(node: Node) -> bool:
    return is_word_node(node) and node.is_plain


def words_among(nodes: Iterable[Node]) -> Iterator[Word]:
    """The words among some nodes, in their order."""
    return filter(is_word_node, nodes)


def is_restriction(node: Node) -> TypeGuard[Field]:
    """Whether a node is a restriction of some field."""
    return isinstance(node, Field)


def restrictions_among(nodes: Iterable[Node]) -> Iterator[Field]:
    """The restrictions among some nodes, in their order."""
    return filter(is_restriction, nodes)


def is_speaker(node: Node) -> TypeGuard[Field]:
    """Whether a node restricts who speaks."""
    return isinstance(node, Field) and node.name == "speaker"


def required(root: Node | None) -> tuple[Node, ...]:
    """What a tree asks for, each thing by itself."""
    return root.nodes if isinstance(root, And) else tuple(filter(None, [root]))


def positive(node: Node | None) -> Iterator[Word | Field]:
    """The words and fields of a tree that are not negated."""
    if isinstance(node, Word | Field):
        yield node
    elif isinstance(node, And | Or):
        for child in node.nodes:
            yield from positive(child)
