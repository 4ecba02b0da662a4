"""The shape of the code, read from its syntax: who may import whom, how long a file may be."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

MAY_IMPORT = {
    "minutes": {"minutes"},
    "pipeline": {"pipeline", "minutes"},
    "webapp": {"webapp", "pipeline", "minutes"},
}
KEPT_IN = {"flask": "webapp/", "whoosh": "pipeline/engines/whoosh.py"}
MOST_LINES = 400
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common"}


def files(root: Path) -> list[Path]:
    """The Python files of the three packages, in order."""
    return sorted(file for package in MAY_IMPORT for file in (root / package).rglob("*.py"))


def module(root: Path, file: Path) -> str:
    """The dotted name under which a file is imported."""
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(root: Path, file: Path) -> Iterator[tuple[int, str, str | None]]:
    """Line, module and imported name of every import in a file, wherever in the code it stands."""
    package = module(root, file).split(".")
    if file.name != "__init__.py":
        package.pop()
    for node in ast.walk(ast.parse(file.read_bytes(), filename=str(file))):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name, None) for alias in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                above = package[: len(package) - level + 1] if level else []
                origin = ".".join([*above, *([source] if source else [])])
                yield from ((node.lineno, origin, alias.name) for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__")
                | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name, None


def forbidden_imports(root: Path) -> list[str]:
    """Imports against the layers, or of a library outside the place where it belongs."""
    found = []
    for file in files(root):
        place = file.relative_to(root).as_posix()
        layer = place.split("/")[0]
        for line, source, _ in imports(root, file):
            top = source.split(".")[0]
            if top in MAY_IMPORT and top not in MAY_IMPORT[layer]:
                found.append(f"{place}:{line}: {layer} must not import {source}")
            if top == "tests":
                found.append(f"{place}:{line}: the code must not import its tests")
            if top in KEPT_IN and not place.startswith(KEPT_IN[top]):
                found.append(f"{place}:{line}: {top} is imported in {KEPT_IN[top]} only")
    return found


def graph(root: Path) -> Mapping[str, set[str]]:
    """Each module of ours with those that it names in an import; inside functions counts too."""
    known = {module(root, file): file for file in files(root)}
    edges: dict[str, set[str]] = {name: set() for name in known}
    for name, file in known.items():
        for _, source, attribute in imports(root, file):
            target = f"{source}.{attribute}" if f"{source}.{attribute}" in known else source
            if target in known and target != name:
                edges[name].add(target)
    return edges


def import_cycles(root: Path) -> list[str]:
    """The first circle of imports that is found, or nothing."""
    try:
        TopologicalSorter(graph(root)).prepare()
    except CycleError as error:
        return [" → ".join(reversed(error.args[1])) + ": modules must not import in a circle"]
    return []


def overlong_files(root: Path) -> list[str]:
    """Files that are too long to read in one sitting, tests among them."""
    return [
        f"{file.relative_to(root)}: {lines} lines, at most {MOST_LINES}"
        for file in [*files(root), *sorted((root / "tests").rglob("*.py"))]
        if (lines := len(file.read_bytes().splitlines())) > MOST_LINES
    ]


def names_that_say_nothing(root: Path) -> list[str]:
    """Files and folders whose name does not tell what is in them."""
    return [
        f"{file.relative_to(root)}: a module is named after what it holds"
        for file in files(root)
        if SAYS_NOTHING & set(module(root, file).split("."))
    ]


def test_imports_run_from_webapp_to_pipeline_to_minutes_and_libraries_stay_in_their_place() -> None:
    assert forbidden_imports(ROOT) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert import_cycles(ROOT) == []


def test_every_file_can_be_read_in_one_sitting() -> None:
    assert overlong_files(ROOT) == []


def test_every_module_is_named_after_what_it_holds() -> None:
    assert names_that_say_nothing(ROOT) == []


@pytest.mark.parametrize(
    ("place", "code", "complaint"),
    [
        ("minutes/a.py", "import pipeline.index", "minutes/a.py:1: minutes must not import"),
        ("minutes/a.py", "def f():\n    from webapp import x", "minutes/a.py:2: minutes must not"),
        ("minutes/a.py", "import importlib\nimportlib.import_module('webapp.b')", "minutes/a.py:2"),
        ("pipeline/a.py", "from webapp.site import x", "pipeline/a.py:1: pipeline must not import"),
        ("pipeline/a.py", "import flask.json", "pipeline/a.py:1: flask is imported in webapp/ on"),
        ("pipeline/a.py", "from whoosh import index", "pipeline/a.py:1: whoosh is imported in"),
        ("webapp/a.py", "import whoosh", "webapp/a.py:1: whoosh is imported in pipeline/engines"),
        ("webapp/a.py", "from tests.conftest import x", "webapp/a.py:1: the code must not import"),
    ],
)
def test_a_forbidden_import_is_reported_with_its_file_line_and_rule(
    tmp_path: Path, place: str, code: str, complaint: str
) -> None:
    write(tmp_path, {place: code})
    (found,) = forbidden_imports(tmp_path)
    assert found.startswith(complaint)


def test_allowed_imports_are_not_reported(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "webapp/a.py": "import flask\nfrom pipeline import index\nfrom minutes import model",
            "pipeline/engines/whoosh.py": "import whoosh.index\nfrom minutes.query import parse",
            "pipeline/engines/memory.py": "from . import whoosh",
        },
    )
    assert forbidden_imports(tmp_path) == []


def test_a_circle_through_an_import_inside_a_function_is_found(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "minutes/__init__.py": "",
            "minutes/a.py": "from minutes import b",
            "minutes/b.py": "from . import deep",
            "minutes/deep/__init__.py": "from .c import x",
            "minutes/deep/c.py": "def f():\n    import minutes.a",
        },
    )
    (found,) = import_cycles(tmp_path)
    ring = found.removesuffix(": modules must not import in a circle").split(" → ")
    steps = set(pairwise(ring))
    assert ("minutes.a", "minutes.b") in steps
    assert ("minutes.deep.c", "minutes.a") in steps


def test_a_package_that_passes_on_names_of_its_modules_is_no_circle(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "minutes/__init__.py": "from minutes.a import x",
            "minutes/a.py": "from minutes import b",
            "minutes/b.py": "x = 1",
        },
    )
    assert import_cycles(tmp_path) == []


def test_a_file_of_401_lines_and_a_module_called_utils_are_reported(tmp_path: Path) -> None:
    write(tmp_path, {"minutes/a.py": "x = 1\n" * 401, "webapp/utils/dates.py": "x = 1\n" * 400})
    assert overlong_files(tmp_path) == ["minutes/a.py: 401 lines, at most 400"]
    (found,) = names_that_say_nothing(tmp_path)
    assert found.startswith("webapp/utils/dates.py")


def write(root: Path, code: Mapping[str, str]) -> None:
    for place, text in code.items():
        file = root / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
