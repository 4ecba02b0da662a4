"""YAML from strangers: plain data only, bounded in size and depth, no aliases, every line known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import frontmatter
import yaml

from minutes.errors import UnreadableYaml

MAX_CHARS = 256 * 1024
MAX_DEPTH = 24
_DECIMAL = re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)$")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A YAML text as plain Python data, and where each value stands: path → (line, column), 1-based."""

    value: Any
    places: dict[Path, tuple[int, int]]

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column of the value at `path`, or of the nearest one that encloses it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


class _Loader(yaml.SafeLoader):
    """Only what YAML 1.2's core has: a date stays a string, `no` is a word, `010` is not eight."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 (PyYAML's own shape)

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not used here",
                                       problem_mark=event.start_mark)
        return super().compose_node(parent, index)


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF"),
    ("tag:yaml.org,2002:int", _DECIMAL, "-+0123456789"),
    ("tag:yaml.org,2002:float", _FLOAT, "-+0123456789."),
    ("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(_tag, _pattern, list(_first))


def load(text: str) -> Loaded:
    """The data of one YAML document and the place of each value in it.

    Raises `UnreadableYaml` for anything that is not plain, unambiguous YAML: bad syntax, an alias,
    an unknown tag, a key given twice, too long or too deep.
    """
    if len(text) > MAX_CHARS:
        raise UnreadableYaml(f"longer than {MAX_CHARS} characters")
    try:
        node = yaml.compose(text, Loader=_Loader)
        places: dict[Path, tuple[int, int]] = {}
        if node is not None:
            _walk(node, (), places)
        value = frontmatter.YAMLHandler().load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableYaml(error.problem or "not YAML", mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableYaml(str(error).split("\n", 1)[0] or "not YAML") from error
    return Loaded(value, places)


def _walk(node: yaml.Node, path: Path, places: dict[Path, tuple[int, int]]) -> None:
    mark = node.start_mark
    places[path] = (mark.line + 1, mark.column + 1)
    if len(path) > MAX_DEPTH:
        raise UnreadableYaml("nested too deeply", mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                raise UnreadableYaml("a key must be a word", key_node.start_mark.line + 1)
            if (*path, key) in places:
                raise UnreadableYaml(f"'{key}' is given twice", key_node.start_mark.line + 1)
            _walk(value_node, (*path, key), places)
            places[*path, key] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _walk(child, (*path, index), places)
