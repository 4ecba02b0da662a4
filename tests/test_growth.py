"""The measure that tells work which grows with a text's length from work which grows with its square."""

from tests.growth import is_linear

SIZE = 200_000


def linear(text: str) -> None:
    for _ in text:
        pass


def quadratic(text: str) -> None:
    for at in range(len(text)):
        text.find("y", at)


def test_a_square_is_told_from_a_line() -> None:
    assert is_linear(linear, "x", SIZE)
    assert not is_linear(quadratic, "x", SIZE)
