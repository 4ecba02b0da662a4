"""YAML from strangers: plain data only, bounded in size and depth, no aliases, every line known."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import yaml
from frontmatter.default_handlers import YAMLHandler

from minutes.yaml_text.errors import UnreadableYaml

MAX_CHARS = 256 * 1024
MAX_DEPTH = 24
_DECIMAL = re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)$")
_TAG_PREFIX = "tag:yaml.org,2002:"
_PLAIN = {"str", "int", "float", "bool", "null", "map", "seq"}
_SURROGATE = re.compile("[\ud800-\udfff]")

Loc = tuple[str | int, ...]
Place = Callable[[Any], tuple[int, int]]  # where a mark of PyYAML stands


@dataclass(frozen=True, slots=True)
class Loaded:
    """A YAML text as plain Python data, and where each value stands: path → (line, column), 1-based."""

    value: Any
    places: dict[Loc, tuple[int, int]]

    def place(self, path: Loc) -> tuple[int, int]:
        """Line and column of the value at `path`, or of the nearest one that encloses it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


class _Loader(yaml.SafeLoader):
    """Only what YAML 1.2's core has: a date stays a string, `no` is a word, `010` is not eight.

    Its data is a `Loaded`: places and values are taken from one reading of the text."""

    def __init__(self, text: str, place: Place) -> None:
        super().__init__(text)
        self.place = place

    def fetch_flow_collection_start(self, TokenClass: Any) -> None:
        """PyYAML takes quadratic time for open brackets, and the depth is only known afterwards."""
        if self.flow_level > MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=self.get_mark())
        super().fetch_flow_collection_start(TokenClass)

    def get_single_data(self) -> Loaded:
        node = self.get_single_node()
        if node is None:
            return Loaded(None, {})
        places: dict[Loc, tuple[int, int]] = {}
        _walk(node, (), places, self.place)
        return Loaded(self.construct_document(node), places)

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # the stub lacks it
            raise yaml.MarkedYAMLError(
                problem="aliases (*name) are not used here", problem_mark=mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """Keys are the words that stand in the file, whatever they look like (`1:`, `true:`)."""
        if not isinstance(node, yaml.MappingNode):
            return super().construct_mapping(node, deep=deep)
        return {key.value: self.construct_object(v, deep=deep) for key, v in node.value}


_Loader.yaml_implicit_resolvers = {}  # none of PyYAML's
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF"),
    ("tag:yaml.org,2002:int", _DECIMAL, "-+0123456789"),
    ("tag:yaml.org,2002:float", _FLOAT, "-+0123456789."),
    ("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(_tag, _pattern, list(_first))


def load(text: str, most: int = MAX_CHARS) -> Loaded:
    """The data of one YAML document of at most so many characters, and the place of each value in it.

    Raises `UnreadableYaml` for anything that is not plain, unambiguous YAML: bad syntax, an alias,
    a tag beyond plain data, a key given twice, half a surrogate pair, too long or too deep.
    """
    if len(text) > most:
        raise UnreadableYaml(f"more than {most} characters")
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(mark: Any) -> tuple[int, int]:
        # Counted anew: for YAML a line ends at a lone CR, NEL or U+2028 too.
        line = bisect_right(starts, mark.index)
        return line, mark.index - starts[line - 1] + 1

    try:
        loaded = YAMLHandler().load(text, Loader=partial(_Loader, place=place))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableYaml(error.problem or "not YAML", place(mark)[0] if mark else 1) from error
    except yaml.reader.ReaderError as error:
        line = bisect_right(starts, error.position)
        raise UnreadableYaml(str(error).split("\n", 1)[0], line) from error
    except (yaml.YAMLError, ValueError, LookupError, RecursionError) as error:
        # `!!int ""` and the like: PyYAML itself stumbles over a value that denies its tag.
        raise UnreadableYaml(str(error).split("\n", 1)[0] or "not YAML") from error
    return cast(Loaded, loaded)


def _fault_of(node: yaml.Node, depth: int) -> str:
    """Why a value is not plain, unambiguous YAML; "" where it is."""
    if depth > MAX_DEPTH:
        return "nested too deeply"
    if node.tag.removeprefix(_TAG_PREFIX) not in _PLAIN:
        return "tags (!name) are not used here"
    if isinstance(node, yaml.ScalarNode) and _SURROGATE.search(node.value):
        return "half a surrogate pair is not a character"
    return ""


def _walk(
    node: yaml.Node,
    path: Loc,
    places: dict[Loc, tuple[int, int]],
    place: Place,
) -> None:
    here = places[path] = place(node.start_mark)
    if fault := _fault_of(node, len(path)):
        raise UnreadableYaml(fault, here[0])
    if isinstance(node, yaml.MappingNode):
        _walk_mapping(node, path, places, place)
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _walk(child, (*path, index), places, place)


def _walk_mapping(
    node: yaml.MappingNode, path: Loc, places: dict[Loc, tuple[int, int]], place: Place
) -> None:
    for key_node, value_node in node.value:
        start = place(key_node.start_mark)
        own = (*path, _key(key_node, start[0]))
        if own in places:
            raise UnreadableYaml(f"'{own[-1]}' is given twice", start[0])
        _walk(value_node, own, places, place)
        places[own] = start


def _key(node: yaml.Node, line: int) -> str:
    """The name of a field, on whose line a fault of it is told."""
    if not isinstance(node, yaml.ScalarNode) or _SURROGATE.search(node.value):
        raise UnreadableYaml("a key must be a word", line)
    return str(node.value)
