"""The shape of the code, read from its syntax: who may import whom, how long a file may be."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

PACKAGES = {
    "minutes": {"minutes"},
    "pipeline": {"pipeline", "minutes"},
    "webapp": {"webapp", "pipeline", "minutes"},
}
# What each room may import of its own package. Rooms are the folders and single files directly below
# a package; what is not in a row is a sibling that must not be known. The same table stands in
# docs/ARCHITECTURE.md, and a test compares the two.
ROOMS: dict[str, str] = {
    "minutes.errors": "",
    "minutes.plain_files": "errors",
    "minutes.clock": "",
    "minutes.text": "clock",
    "minutes.findings": "text",
    "minutes.addresses": "plain_files",
    "minutes.yaml_text": "errors findings plain_files text",
    "minutes.records": "addresses errors text yaml_text",
    "minutes.settings": "errors records yaml_text",
    "minutes.registers": "clock findings records text yaml_text",
    "minutes.publication": "addresses clock errors findings plain_files records text yaml_text",
    "minutes.catalogue": "addresses clock publication records registers text",
    "minutes.query": "records registers text",
    "minutes.recognition": "records registers text",
    "minutes.cases": "addresses clock publication records registers text",
    "pipeline.source": "",
    "pipeline.readers": "",
    "pipeline.engines": "",
    "pipeline.checks": "history source",
    "pipeline.history": "source",
    "pipeline.index": "engines history source",
    "pipeline.search": "engines index",
    "pipeline.archive": "engines history index search source",
    "pipeline.trails": "archive index search source",
    "pipeline.export": "archive source trails",
    "pipeline.authoring": "checks readers source",
    "pipeline.publishing": "checks history source",
    "pipeline.updates": "archive index source trails",
    "webapp.links": "",
    "webapp.drawings": "",
    "webapp.i18n": "links",
    "webapp.serving": "i18n links",
    "webapp.lookup": "links serving",
    "webapp.formats": "links lookup serving",
    "webapp.pages": "drawings formats i18n links lookup serving",
    "webapp.api": "formats i18n links lookup serving",
    "webapp.routes": "api links lookup pages serving",
    "webapp.extension": "links routes serving",
    "webapp.operating": "serving",
    "webapp.standalone": "api extension operating pages serving",
    "webapp.commands": "extension links operating routes standalone",
}
KEPT_IN = {
    "flask": "webapp/",
    "whoosh": "pipeline/engines/whoosh.py",
    "tantivy": "pipeline/engines/tantivy.py",
    "opensearchpy": "pipeline/engines/",
}
MOST_MODULES = 13  # in a folder: about a dozen
MOST_LINES = 400
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common"}


def files(root: Path) -> list[Path]:
    """The Python files of the three packages, in order."""
    return sorted(file for package in PACKAGES for file in (root / package).rglob("*.py"))


def module(root: Path, file: Path) -> str:
    """The dotted name under which a file is imported."""
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(root: Path, file: Path) -> tuple[tuple[int, str, str | None], ...]:
    """Line, module and imported name of every import in a file, wherever in the code it stands."""
    return tuple(_imports(root, file))


def _imports(root: Path, file: Path) -> Iterator[tuple[int, str, str | None]]:
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
            if top in PACKAGES and top not in PACKAGES[layer]:
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


def room(name: str) -> str:
    """The room of a module: the first two parts of its name."""
    return ".".join(name.split(".")[:2])


@cache
def face(root: Path, name: str) -> frozenset[str]:
    """The modules that a room (or a folder in it) declares in `__all__`."""
    file = root / name.replace(".", "/") / "__init__.py"
    if not file.exists():
        return frozenset()
    for node in ast.parse(file.read_bytes()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return frozenset(f"{name}.{part}" for part in ast.literal_eval(node.value))
    return frozenset()


def is_public(root: Path, target: str) -> bool:
    """Whether every folder on the way to a module, from its room on, declares the next step."""
    parts = target.split(".")
    steps = range(2, len(parts))
    return all(".".join(parts[: n + 1]) in face(root, ".".join(parts[:n])) for n in steps)


def doors_passed_by(root: Path) -> list[str]:
    """Imports of rooms that a room must not know, or of modules that are not another room's face."""
    found = []
    for name, targets in graph(root).items():
        for target in sorted(targets):
            home, other = room(name), room(target)
            if home == other or name in PACKAGES or target in PACKAGES:
                continue
            package, _, short = other.partition(".")
            if home.startswith(f"{package}.") and short not in ROOMS.get(home, "").split():
                found.append(f"{name}: {home} must not know {other} ({target})")
            elif not is_public(root, target):
                found.append(f"{name}: {target} is not in the face of {other}")
    return found


def doors_nobody_uses(root: Path) -> list[str]:
    """What the face of a room offers, and no module of another room asks for."""
    asked = {
        ".".join(target.split(".")[:3])
        for name, targets in graph(root).items()
        for target in targets
        if room(name) != room(target)
    }
    offered = {part for name in ROOMS for part in face(root, name)}
    return sorted(offered - asked)


def crowded_folders(root: Path) -> list[str]:
    """Folders with more modules than one keeps in one's head."""
    count = Counter(file.parent for file in files(root) if file.name != "__init__.py")
    return [
        f"{folder.relative_to(root)}: {modules} modules, at most {MOST_MODULES}"
        for folder, modules in sorted(count.items())
        if modules > MOST_MODULES
    ]


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


def test_rooms_know_only_those_below_them_and_only_by_their_face() -> None:
    assert doors_passed_by(ROOT) == []


def test_a_room_offers_nothing_that_no_other_room_asks_for() -> None:
    assert doors_nobody_uses(ROOT) == []


def test_every_room_stands_in_the_table_and_says_what_it_is_for() -> None:
    rooms = {room(module(ROOT, file)) for file in files(ROOT)} - set(PACKAGES)
    assert rooms == set(ROOMS)
    for name in rooms:
        place = ROOT / name.replace(".", "/")
        first = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        said = ast.get_docstring(ast.parse(first.read_bytes())) or ""
        assert 1 <= len(said.splitlines()) <= 4, name


def test_the_table_of_rooms_goes_downward_only() -> None:
    below = {
        name: {f"{name.split('.')[0]}.{other}" for other in row.split()}
        for name, row in ROOMS.items()
    }
    assert set().union(*below.values()) <= set(ROOMS)
    TopologicalSorter(below).prepare()


def test_a_folder_holds_about_a_dozen_modules_and_a_package_about_fifteen_rooms() -> None:
    assert crowded_folders(ROOT) == []
    assert max(Counter(name.split(".")[0] for name in ROOMS).values()) <= 15


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
            "pipeline/engines/registry.py": "from . import whoosh",
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


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("from minutes.text import hidden", "minutes.text.hidden is not in the face"),
        ("from minutes.query import tree", "minutes.records must not know minutes.query"),
        ("from minutes.text import shown", None),
    ],
)
def test_another_room_is_entered_by_its_face_only(
    tmp_path: Path, code: str, complaint: str | None
) -> None:
    rooms = {
        "minutes/__init__.py": "",
        "minutes/text/__init__.py": "__all__ = ['shown']",
        "minutes/text/shown.py": "",
        "minutes/text/hidden.py": "",
        "minutes/query/__init__.py": "__all__ = ['tree']",
        "minutes/query/tree.py": "",
        "minutes/records/__init__.py": "__all__ = []",
    }
    write(tmp_path, {**rooms, "minutes/records/model.py": code})
    found = doors_passed_by(tmp_path)
    assert len(found) == (complaint is not None)
    assert complaint is None or complaint in found[0]


def test_a_door_that_nobody_uses_is_reported(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "minutes/__init__.py": "",
            "minutes/text/__init__.py": "__all__ = ['han', 'lists']",
            "minutes/text/han.py": "",
            "minutes/text/lists.py": "from minutes.text import han",
            "minutes/records/__init__.py": "",
            "minutes/records/model.py": "from minutes.text.lists import pick",
        },
    )
    assert doors_nobody_uses(tmp_path) == ["minutes.text.han"]


def write(root: Path, code: Mapping[str, str]) -> None:
    for place, text in code.items():
        file = root / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
