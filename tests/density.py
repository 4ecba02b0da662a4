"""How much is decided on a line of code: `python -m tests.density [FILES]` prints the densest files.

Decisions are branches (`if`, `for`, `while`, `except`, `case`, `assert`), the operands of `and` and
`or` after the first, and the loops and conditions of comprehensions. Lines are those of functions,
without blank ones, comments and docstrings. Flask has 0.19 a line, MkDocs 0.24, Warehouse 0.11.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("minutes", "pipeline", "webapp")
_BRANCHES = (ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler, ast.match_case, ast.Assert)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Density:
    """Decisions and lines of some functions."""

    decisions: int = 0
    lines: int = 0

    def __add__(self, other: Density) -> Density:
        return Density(self.decisions + other.decisions, self.lines + other.lines)

    @property
    def per_line(self) -> float:
        return self.decisions / self.lines if self.lines else 0.0


def of_source(source: str) -> Density:
    """The density of all functions in a module, those of its classes included."""
    lines = source.splitlines()
    return total(of_function(each, lines) for each in _functions(ast.parse(source).body))


def of_function(function: Function, lines: list[str]) -> Density:
    """The density of one function, with those that are defined in it."""
    decisions = sum(map(_decisions, ast.walk(function)))
    return Density(decisions, sum(1 for _ in _lines_of_code(function, lines)))


def total(parts: Iterable[Density]) -> Density:
    """Several together."""
    return sum(parts, Density())


def measure(root: Path = ROOT) -> dict[str, Density]:
    """Every file of the packages that has functions, by its path."""
    files = [file for package in PACKAGES for file in sorted((root / package).rglob("*.py"))]
    found = {f.relative_to(root).as_posix(): of_source(f.read_text("utf-8")) for f in files}
    return {name: density for name, density in found.items() if density.lines}


def _functions(body: Iterable[ast.stmt]) -> Iterator[Function]:
    for statement in body:
        if isinstance(statement, Function):
            yield statement
        elif isinstance(statement, ast.ClassDef):
            yield from _functions(statement.body)


def _decisions(node: ast.AST) -> int:
    match node:
        case ast.BoolOp(values=values):
            return len(values) - 1
        case ast.comprehension(ifs=conditions):
            return 1 + len(conditions)
        case _:
            return int(isinstance(node, _BRANCHES))


def _lines_of_code(function: Function, lines: list[str]) -> Iterator[str]:
    docstring = range(0)
    match function.body[0]:
        case ast.Expr(value=ast.Constant(), lineno=first, end_lineno=last):
            docstring = range(first, (last or first) + 1)
    for number in range(function.lineno, (function.end_lineno or 0) + 1):
        line = lines[number - 1].strip()
        if line and not line.startswith("#") and number not in docstring:
            yield line


def main() -> None:
    """Print the densest files, and all together."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    found = measure()
    for name in sorted(found, key=lambda name: -found[name].per_line)[:most]:
        density = found[name]
        print(f"{density.per_line:.2f} {density.decisions:4} {density.lines:4}  {name}")
    print(f"{total(found.values()).per_line:.3f} over all")


if __name__ == "__main__":
    main()
