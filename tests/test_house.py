"""The house is kept: its map is true, its machines run what is said, its tests say what failed."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from minutes import __version__
from tests import rooms_table
from tests.conftest import ROOT

ARCHITECTURE = rooms_table.PAGE.read_text(encoding="utf-8")
WORDS = (ROOT / "docs/words.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
DECISIONS = sorted((ROOT / "docs/decisions").glob("2*.md"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
PACKAGES = ("minutes", "pipeline", "webapp")


def targets() -> set[str]:
    """What `make` can be asked for."""
    return set(re.findall(r"^([a-z-]+):(?!=)", MAKEFILE, re.M))


# --- the map ----------------------------------------------------------------------------------


def test_the_map_is_two_pages() -> None:
    prose = ARCHITECTURE.split(rooms_table.BEGIN)[0]
    assert len(prose.splitlines()) <= 110


def named(pattern: str, text: str = ARCHITECTURE) -> list[str]:
    """What stands as code in a page and looks like this."""
    return sorted(set(re.findall(rf"`({pattern})`", text)))


NAMES = rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+"


@pytest.mark.parametrize("name", sorted({*named(NAMES), *named(NAMES, WORDS)}))
def test_every_module_and_name_of_the_map_and_of_the_words_exists(name: str) -> None:
    parts = name.split(".")
    at = next(
        n
        for n in range(len(parts), 0, -1)
        if (ROOT / "/".join(parts[:n])).is_dir()
        or (ROOT / "/".join(parts[:n])).with_suffix(".py").is_file()
    )
    found: Any = importlib.import_module(".".join(parts[:at]))
    for attribute in parts[at:]:
        assert hasattr(found, attribute), name
        found = getattr(found, attribute)


@pytest.mark.parametrize("page", [rooms_table.PAGE, *DECISIONS], ids=lambda page: str(page.name))
def test_every_file_of_the_map_and_of_a_decision_exists(page: Path) -> None:
    for place in named(r"[\w./-]+/[\w./-]*", page.read_text(encoding="utf-8")):
        if place.startswith((*PACKAGES, "tests", "docs")):
            assert (ROOT / place).exists(), f"{page.name}: {place}"


@pytest.mark.parametrize("file", DECISIONS, ids=lambda file: str(file.stem))
def test_a_decision_has_a_day_a_reason_and_what_was_not_chosen(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert f"\nDate: {file.name[:10]}\n" in text
    for part in ("**Why.**", "**Decided.**", "**Not chosen.**"):
        assert part in text, part
    title = text.splitlines()[0].removeprefix("# ")
    assert f"| {file.name[:10]} | [{title}]({file.name}) |" in (
        file.with_name("README.md").read_text(encoding="utf-8")
    )


# --- the machines -----------------------------------------------------------------------------


def steps(workflow: Path) -> Iterator[dict[str, Any]]:
    """The steps of all jobs of a workflow."""
    for job in yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values():
        yield from job.get("steps", ())


def test_every_workflow_is_valid() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    done = subprocess.run(
        [*command, "vendor.github-workflows", *map(str, WORKFLOWS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: str(file.name))
def test_what_a_workflow_uses_is_pinned_to_one_commit_whose_version_is_told(
    workflow: Path,
) -> None:
    uses = re.findall(r"^ *-? *uses: *(.*)$", workflow.read_text(encoding="utf-8"), re.M)
    assert uses
    for used in uses:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} +# v\d+\.\d+\.\d+", used), used


def test_the_tests_run_on_every_python_that_is_promised() -> None:
    text = (ROOT / ".github/workflows/tests.yml").read_text(encoding="utf-8")
    versions = yaml.safe_load(text)["jobs"]["all"]["strategy"]["matrix"]["python"]
    assert f">={versions[0]}" == PROJECT["project"]["requires-python"]
    minors = [int(version.split(".")[1]) for version in versions]
    assert all(later == earlier + 1 for earlier, later in pairwise(minors)), versions


def test_what_runs_in_ci_is_a_target_of_make_and_explained() -> None:
    (line,) = re.findall(r"^for target in (.*); do$", (ROOT / ".ci/run").read_text(), re.M)
    ran = [step["run"] for flow in WORKFLOWS for step in steps(flow) if "run" in step]
    asked = {*line.split(), *re.findall(r"make ([a-z-]+)", "\n".join(ran))}
    assert asked <= targets()
    told = MAKEFILE.split("\nhelp:\n")[1].split("\n\n")[0]
    for target in targets() - {"help", "setup"}:
        assert re.search(rf"\bmake {target}\b", told), target


def test_the_same_uv_is_used_everywhere() -> None:
    text = (ROOT / ".ci/setup").read_text() + "".join(w.read_text() for w in WORKFLOWS)
    assert len(set(re.findall(r"\buv==[\d.]+", text))) == 1


def test_the_hooks_of_this_repository_are_valid_and_use_its_own_tools() -> None:
    file = ROOT / ".pre-commit-config.yaml"
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(file)]
    assert subprocess.run(command, check=False).returncode == 0
    for repository in yaml.safe_load(file.read_text(encoding="utf-8"))["repos"]:
        for hook in repository["hooks"]:
            assert hook["entry"].startswith(".venv/bin/"), hook["id"]


def test_the_version_has_a_part_of_the_changelog_in_both_languages() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.findall(r"^## \[([\d.]+)\](?: - \d{4}-\d\d-\d\d)?$", text, re.M)
    assert releases[0] == __version__
    for part in re.split(r"^## ", text, flags=re.M)[1:]:
        for kind in re.findall(r"^### (.*)$", part, re.M):
            assert kind in {"Added 新增", "Changed 變更", "Fixed 修正", "Removed 移除"}, kind


# --- the tests ---------------------------------------------------------------------------------


def names_in(node: ast.AST) -> set[str]:
    """The names that stand in an expression where pytest shows their values.

    What is worked out inside a comprehension or a lambda is not shown.
    """
    hidden = ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp | ast.Lambda
    if isinstance(node, hidden):
        return set()
    own = {node.id} if isinstance(node, ast.Name) else set()
    return own.union(*map(names_in, ast.iter_child_nodes(node)))


def silent_asserts(tree: ast.AST, looped: frozenset[str] = frozenset()) -> Iterator[int]:
    """Lines of asserts in loops whose failure would not tell which turn of the loop it was."""
    for node in ast.iter_child_nodes(tree):
        inside = looped
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            inside = frozenset()
        elif isinstance(node, ast.For):
            inside = looped | {name for name in names_in(node.target) if name[0] != "_"}
        elif isinstance(node, ast.Assert) and looped and node.msg is None:
            yield from () if names_in(node.test) & looped else (node.lineno,)
        yield from silent_asserts(node, inside)


def silent_returns(tree: ast.Module) -> Iterator[int]:
    """Lines where a test gives up without a word: it would pass though nothing was looked at."""
    for test in tree.body:
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
            yield from (n.lineno for n in own_nodes(test) if isinstance(n, ast.Return))


def own_nodes(test: ast.FunctionDef) -> Iterator[ast.AST]:
    """What stands in a test, without what stands in functions within it."""
    left: list[ast.AST] = list(test.body)
    while left:
        node = left.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            left += ast.iter_child_nodes(node)


@pytest.mark.parametrize("file", TESTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_test_says_which_turn_of_a_loop_failed_and_never_gives_up_silently(file: Path) -> None:
    tree = ast.parse(file.read_bytes())
    assert list(silent_asserts(tree)) == [], "name what failed: assert …, name"
    assert list(silent_returns(tree)) == [], "pytest.skip or hypothesis.assume say why"


def test_an_assert_that_does_not_name_its_turn_is_found() -> None:
    code = "for a, b in x:\n    assert f()\n    assert f(), a\n    assert f(b)\n    assert all(a for c in d)\n"
    assert list(silent_asserts(ast.parse(code))) == [2, 5]
    early = ast.parse(
        "def test_a():\n    def f():\n        return 1\n    if f():\n        return\n"
    )
    assert list(silent_returns(early)) == [5]


LEANING = re.compile("test_(?:nor|and|but|then|so_(?:it|is|are|do|does|they))_")


def test_the_name_of_a_test_does_not_lean_on_the_one_above() -> None:
    nodes = chain.from_iterable(ast.walk(ast.parse(file.read_bytes())) for file in TESTS)
    names = (node.name for node in nodes if isinstance(node, ast.FunctionDef))
    assert list(filter(LEANING.match, names)) == [], "a failure prints one name alone"


def unused(source: str) -> list[str]:
    """The private names that a module gives at its top and uses nowhere: vulture takes those for used that another
    module gives, too."""
    times = Counter(re.findall(r"\w+", source))
    given = chain.from_iterable(map(given_by, ast.parse(source).body))
    return [name for name in given if re.match("_[^_]", name) and times[name] == 1]


def given_by(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def test_what_is_private_to_a_module_is_used_there() -> None:
    files = chain.from_iterable((ROOT / package).rglob("*.py") for package in PACKAGES)
    found = {str(file): unused(file.read_text(encoding="utf-8")) for file in files}
    assert {file: names for file, names in found.items() if names} == {}
    assert unused("_A = 1\n_B: int = 2\ndef _c(): return _B\nclass _D: pass\n") == [
        "_A",
        "_c",
        "_D",
    ]


def test_a_class_name_means_one_thing() -> None:
    """The API's shapes bear the names of what they show, and stand in its own room."""
    found: dict[str, list[str]] = {}
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            place = file.relative_to(ROOT).as_posix()
            if place.startswith("webapp/api/"):
                continue
            for each in ast.parse(file.read_bytes()).body:
                if isinstance(each, ast.ClassDef) and not each.name.startswith("_"):
                    found.setdefault(each.name, []).append(place)
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


STOPWATCHES = {"perf_counter", "process_time", "thread_time"}


@pytest.mark.parametrize("file", TESTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_test_asks_how_many_seconds_something_takes(file: Path) -> None:
    tree = ast.parse(file.read_bytes())
    named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not named & STOPWATCHES, "a slow machine fails it: tests.growth, or tests.bench.budgets"


def test_every_file_that_is_called_slow_is_there() -> None:
    listed = (ROOT / "tests" / "slow_files.txt").read_text("utf-8").splitlines()
    assert [n for n in listed if not n.startswith("#") and not (ROOT / n).is_file()] == []
