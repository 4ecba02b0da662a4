"""What a reader typed → a `Query`. Never raises: what cannot be read is taken literally.

報稅 系統            both words, anywhere in the meeting
"報稅系統"           these very characters
報稅 OR 綜所稅       either; AND binds closer than OR; (…) groups
-垃圾                not in the meeting
gov*                 words that begin with gov
speaker:唐鳳 報稅    the word, said by that speaker
in:speech            all words in one speech
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from types import MappingProxyType
from typing import Literal, TypeVar

from minutes.query import field_values, periods, vocabulary, wording
from minutes.query.agency_names import NO_NAMES, AgencyNames, NamedAgency
from minutes.query.tree import (
    And,
    Field,
    FieldName,
    Node,
    Not,
    Or,
    Query,
    QueryNote,
    Understood,
    Word,
    joined,
    positive,
    required,
    restrictions_among,
    words_among,
)
from minutes.query.wording import QueryPiece, QueryReader
from minutes.text.folding import compose, fold, is_word
from minutes.text.lists import divided

NodeT = TypeVar("NodeT", bound=Node)
MAX_CHARS = 500
MAX_WORDS = 40
MAX_DEPTH = 12
# Words typed by their beginning are looked for one by one in all that the archive knows: tens of
# milliseconds each, more for a single letter, which thousands of words begin with.
MAX_PREFIXES = 6
SHORTEST_PREFIX = 2

_SPEECH = set(map(fold, ("speech", "發言")))
_QUOTES = {'"': '"', "＂": "＂", "“": "”", "”": "”", "„": "“", "「": "」", "『": "』", "«": "»"}
_MINUS = "-－‐‑–−"  # but not the long dash, which stands before a word that is added
_NO_WORD = f" {_MINUS}—)）"
_BRACKETS: dict[str, Literal["(", ")"]] = {"(": "(", "（": "(", ")": ")", "）": ")"}
_OPERATORS: dict[str, Literal["or", "and"]] = {"or": "or", "and": "and"}
_FIELD = re.compile(r"([^\s:：\"「」()（）]{1,12})[:：]")

# Behind a time or a host, the name of a tier or kind says which meetings are meant.
_BEFORE_A_CLASS = {"hosted", "host", "period"}
_STRICT = re.compile(r"(?<!\S)OR(?!\S)|[()（）]")


def parse(
    typed: str,
    names: AgencyNames | None = None,
    hosting: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Query:
    """The query in `typed`. With `names` agencies are searched under all their names, times, hosts,
    tiers and kinds are understood, and function words need not stand anywhere; what is quoted,
    excluded or one of several alternatives is always taken as it was typed. `hosting` are the records,
    by agency, that only other records tell it hosted."""
    return _Parser(typed, names, hosting).parse()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["word", "phrase", "field", "(", ")", "or", "and", "-"]
    text: str
    node: Node | None = None


class _Parser:
    def __init__(
        self, typed: str, names: AgencyNames | None, hosting: Mapping[str, Collection[str]]
    ) -> None:
        self.typed = typed
        self.names = names
        self.notes: list[QueryNote] = []
        self.weighed: list[Word] = []
        self.understood: list[Understood] = []
        self.agencies: list[str] = []
        self.in_speech = False
        self.words = self.prefixes = 0
        text = "".join(" " if c.isspace() or ord(c) < 32 else c for c in compose(typed))
        if len(text) > MAX_CHARS:
            self.notes.append(QueryNote("too-long", str(MAX_CHARS)))
            text = text[:MAX_CHARS]
        self.text = text
        self.at = 0
        self.strict = bool(_STRICT.search(periods.without_weekdays(text)))
        understands = names is not None and not self.strict
        self.reader = QueryReader(text, fold(text), names or NO_NAMES, understands, hosting)
        self.literal = replace(self.reader, understands=False)
        self.excluded = False  # whether a minus stands before what comes

    def parse(self) -> Query:
        tokens = self._balance(list(self._tokens()))
        root, rest = self._or(tokens, 0, 0)
        while rest < len(tokens):  # a bracket the balance left over: go on after it
            more, rest = self._or(tokens, rest + 1, 0)
            root = joined(And, filter(None, (root, more)))
        weighed = self.weighed
        if not self.strict and self.names is not None:
            root = _without_function_words(root, {each.kind for each in self.understood})
            root = self._with_classes(root)
        if not any(words_among(positive(root))):
            times, weighed = divided(weighed, attrgetter("days"))
            root = joined(And, [*map(_held, times), *required(root)])
        return Query(
            self.typed,
            root,
            self.in_speech,
            tuple(dict.fromkeys(self.notes)),
            tuple(weighed),
            tuple(self.understood),
            tuple(dict.fromkeys(self.agencies)),
        )

    def _with_classes(self, root: Node | None) -> Node | None:
        """The tree; where beside times and hosts nothing stands in it but the names of a tier and of a kind,
        these say which meetings are meant, in whatever order all was typed."""
        nodes = required(root)
        named = {node: wording.class_named(node) for node in words_among(nodes)}
        classes = list(filter(None, named.values()))
        before_class = _BEFORE_A_CLASS.intersection(each.kind for each in self.understood)
        distinct = len(set(map(attrgetter("name"), classes))) == len(named)
        if not before_class or not distinct or any(map(_is_parted, nodes)):
            return root
        self.understood += map(wording.told_class, classes)
        return joined(And, [*classes, *restrictions_among(nodes)])

    # --- characters → tokens

    def _tokens(self) -> Iterator[_Token]:
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == " ":
                self.at += 1
            elif char in _BRACKETS:
                self.at += 1
                yield _Token(_BRACKETS[char], char)
            elif char in _MINUS and self._starts_word(self.at + 1):
                self.at += 1
                self.excluded = True
                yield _Token("-", char)
            else:
                yield from self._term()
                self.excluded = False

    def _starts_word(self, at: int) -> bool:
        return at < len(self.text) and self.text[at] not in _NO_WORD

    def _term(self) -> Iterator[_Token]:
        if self.text[self.at] in _QUOTES:
            phrase = self._phrase()
            if phrase is not None:
                if phrase.strip():
                    yield _Token("phrase", phrase, self._literal_word(phrase, quoted=True))
                return
        field = self._field()
        if field is not None:
            yield field
            return
        reader = self.literal if self.excluded else self.reader
        start, pieces = self.at, self._pieces(reader)
        raw = self.text[start : self.at]
        operator = _OPERATORS.get(fold(raw))
        if operator and raw == raw.upper():
            yield _Token(operator, raw)
        else:
            yield _Token("word", raw, self._words(reader, pieces))

    def _phrase(self) -> str | None:
        """The quoted text here; an opening mark that is never closed takes all that follows."""
        start = self.at + 1
        end = self.text.find(_QUOTES[self.text[self.at]], start)
        if end < 0:
            rest = self.text[start:]
            if not rest.strip():
                return None
            self.notes.append(QueryNote("unclosed-quote", rest.strip()))
            end = len(self.text)
        self.at = end + 1
        return self.text[start:end]

    def _pieces(self, reader: QueryReader) -> list[QueryPiece]:
        """The unquoted word here, cut into what is understood and the characters between."""
        start = literal = self.at
        pieces: list[QueryPiece] = []
        while self.at < len(self.text):
            found = reader.pieces(self.at)
            if found:
                pieces += [*reader.rest(literal, self.at), *found]
                literal = self.at = found[-1].end
                continue
            char = self.text[self.at]
            if char in " ()（）" or (char in _QUOTES and self.at > start):
                break
            self.at += 1
        after = bool(pieces) and pieces[-1].kind in _BEFORE_A_CLASS
        return [*pieces, *reader.rest(literal, self.at, classed=after)]

    def _words(self, reader: QueryReader, pieces: list[QueryPiece]) -> Node | None:
        """The node of an unquoted word; what a record need not hold is kept beside the tree."""
        if not self._another():
            return None
        self.weighed += reader.weighed(pieces)
        self.understood += reader.understood(pieces)
        nodes = list(map(self._bounded, reader.required(pieces)))
        self.agencies += [p.meant.agency.id for p in pieces if isinstance(p.meant, NamedAgency)]
        return joined(And, nodes)

    def _bounded(self, node: NodeT) -> NodeT:
        """A node; a word of which too short a beginning was typed, or one too many, as a whole word."""
        if not isinstance(node, Word) or not node.prefix:
            return node
        if self.prefixes < MAX_PREFIXES and len(node.forms[0]) >= SHORTEST_PREFIX:
            self.prefixes += 1
            return node
        self.notes.append(QueryNote("prefix", node.typed))
        return replace(node, prefix=False)

    def _another(self) -> bool:
        """Count one more word; whether it may be looked for, which a note tells where it may not."""
        self.words += 1
        if self.words > MAX_WORDS:
            self.notes.append(QueryNote("too-many-words", str(MAX_WORDS)))
        return self.words <= MAX_WORDS

    def _field(self) -> _Token | None:
        match = _FIELD.match(self.text, self.at)
        if not match:
            return None
        name = field_values.NAMES.get(fold(match.group(1)))
        if name is None:
            if not self._is_time_or_address(match):
                self.notes.append(QueryNote("unknown-field", match.group(0)))
            return None
        back, self.at = self.at, match.end()
        quoted = self.text[self.at : self.at + 1] in _QUOTES
        phrase = self._phrase() if quoted else self._unquoted()
        value = (phrase or "").strip()
        node = self._restriction(name, value, quoted=quoted) if value else None
        raw = self.text[back : self.at].strip()
        if node is None and not (name == "in" and self.in_speech):
            self.notes.append(QueryNote("bad-value", raw))
            return _Token("word", raw, self._literal_word(raw))
        return _Token("field", match.group(0), node and replace(node, typed=raw))

    def _is_time_or_address(self, match: re.Match[str]) -> bool:
        """Whether a colon stands in a time, an address of the web or among signs, and not behind a word that may be
        meant for a field."""
        written = match.group(1)
        is_address = self.text.startswith("//", match.end())
        return is_address or written.isdigit() or not is_word(written[0])

    def _unquoted(self) -> str:
        start = self.at
        self._pieces(self.literal)
        return self.text[start : self.at]

    def _restriction(
        self, name: FieldName | Literal["in"], value: str, *, quoted: bool
    ) -> Field | None:
        folded = fold(value)
        if name == "in":
            self.in_speech = self.in_speech or folded in _SPEECH
            return None
        if name == "title":
            return Field("title", folded, quoted, self._literal_word(value, quoted=quoted))
        if name not in field_values.READERS:  # any words
            return Field(name, folded, quoted)
        meant = field_values.READERS[name](value, self.reader.names.today)
        return None if meant is None else Field(name, meant)

    def _literal_word(self, raw: str, *, quoted: bool = False) -> Word | None:
        """Characters that stand for themselves."""
        if not self._another():
            return None
        if quoted:
            return Word(raw, (fold(raw),), quoted=True)
        return self._bounded(next(wording.read_alone(raw, self.names or NO_NAMES)))

    # --- tokens → tree

    def _balance(self, tokens: list[_Token]) -> list[_Token]:
        """Brackets without a partner become words, so that the tree can always be built."""
        open_at: list[int] = []
        lone: set[int] = set()
        for index, token in enumerate(tokens):
            if token.kind == "(":
                open_at.append(index)
                if len(open_at) > MAX_DEPTH:
                    lone.add(open_at.pop())
            elif token.kind == ")":
                if open_at:
                    open_at.pop()
                else:
                    lone.add(index)
        lone |= set(open_at)
        return [self._literal(t) if i in lone else t for i, t in enumerate(tokens)]

    def _literal(self, token: _Token) -> _Token:
        self.notes.append(QueryNote("literal", token.text))
        return _Token("word", token.text, self._literal_word(token.text))

    def _or(self, tokens: list[_Token], at: int, depth: int) -> tuple[Node | None, int]:
        choices: list[Node] = []
        while True:
            node, at = self._and(tokens, at, depth)
            if node is not None:
                choices.append(node)
            if at >= len(tokens) or tokens[at].kind != "or":
                break
            dangling = node is None or not self._operand_follows(tokens, at)
            if dangling and (word := self._literal(tokens[at]).node) is not None:
                choices[-1:] = [joined(And, [*choices[-1:], word]) or word]
            at += 1
        return joined(Or, choices), at

    @staticmethod
    def _operand_follows(tokens: list[_Token], at: int) -> bool:
        return at + 1 < len(tokens) and tokens[at + 1].kind not in {"or", ")"}

    def _and(self, tokens: list[_Token], at: int, depth: int) -> tuple[Node | None, int]:
        parts: list[Node] = []
        negate = False
        while at < len(tokens) and tokens[at].kind not in {"or", ")"}:
            token = tokens[at]
            at += 1
            if token.kind == "and":
                continue
            if token.kind == "-":
                negate = not negate
                continue
            if token.kind == "(":
                node, at = self._or(tokens, at, depth + 1)
                at += 1  # the closing bracket, which the balance has made sure of
            else:
                node = token.node
            if node is not None:
                parts.append(Not(node) if negate else node)
            negate = False
        return joined(And, parts), at


def _without_function_words(root: Node | None, understood: Collection[str]) -> Node | None:
    """The tree without the words that say nothing, where others are left, or a time that was understood."""
    nodes = required(root)
    asking, asked = vocabulary.asked_with()
    silent = vocabulary.function_words()
    if any(_is_one_of(asking, node) for node in nodes):
        silent |= asked
    if _BEFORE_A_CLASS.intersection(understood):
        silent |= vocabulary.any_meeting()
    left = [node for node in nodes if not _is_one_of(silent, node)]
    telling = "period" in understood or any(isinstance(n, Word | Field) for n in left)
    return joined(And, left) if telling else root


def _is_parted(node: Node) -> bool:
    """Whether a node asks for more than one thing, or that something is not there."""
    return not isinstance(node, Word | Field)


def _held(time: Word) -> Node:
    """What a time asks for that must hold: a record that says it or is of its days, or only the latter where
    it is told from today, for what is called last year in a record was another one."""
    is_from_today = vocabulary.seen_from_today(fold(time.typed))
    return Field("date", time.days, typed=time.typed) if is_from_today and time.days else time


def _is_one_of(words: frozenset[str], node: Node) -> bool:
    return isinstance(node, Word) and node.is_plain and node.forms[0] in words
