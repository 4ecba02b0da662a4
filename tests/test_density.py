"""How much is decided on a line: a reader takes in steps with names, tables and small values."""

import pytest

from tests.density import Density, measure, of_source, total

# Over all, and in the densest file. Each is lowered when the code is better, never raised.
MOST_OVER_ALL = 0.35
MOST_IN_A_FILE = 0.5
# Denser files, with what each may have at most: lowered likewise, and out of the table once it holds.
DENSER: dict[str, float] = {}


@pytest.fixture(scope="module")
def measured() -> dict[str, Density]:
    return measure()


def test_decisions_on_a_line_stay_few_over_all(measured: dict[str, Density]) -> None:
    assert total(measured.values()).per_line <= MOST_OVER_ALL


def test_no_file_is_denser_than_it_may_be(measured: dict[str, Density]) -> None:
    found = {
        name: round(density.per_line, 2)
        for name, density in measured.items()
        if round(density.per_line, 2) > DENSER.get(name, MOST_IN_A_FILE)
    }
    assert found == {}, "name steps, make a table or a small value class, return early"


def test_the_table_of_denser_files_holds_nothing_that_is_no_longer_so(
    measured: dict[str, Density],
) -> None:
    held = measured.keys() & DENSER.keys()
    over = {name for name in held if measured[name].per_line <= MOST_IN_A_FILE}
    assert over == set(), "take them out of the table"


@pytest.mark.parametrize(
    ("source", "density"),
    [
        ("x = 1 if y else 2", Density()),
        ("def f(a):\n    '''One.\n\n    Two.'''\n    # why\n\n    return a", Density(0, 2)),
        ("def f(a, b, c):\n    if a and b or c:\n        return 1", Density(3, 3)),
        ("class C:\n    def f(a):\n        return [x for x in a if x if not x]", Density(3, 2)),
        ("def f(a):\n    match a:\n        case 1:\n            pass", Density(1, 4)),
    ],
)
def test_branches_operands_and_comprehensions_are_counted(source: str, density: Density) -> None:
    assert of_source(source) == density
