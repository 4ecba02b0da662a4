"""The measure that tells work which grows with a text's length from work which grows with its square."""

from tests.growth import LINEAR, growth

SIZE = 320_000


def linear(text: str) -> None:
    for _ in text:
        pass


def quadratic(text: str) -> None:
    for at in range(len(text)):
        text.find("y", at)


def test_a_square_is_told_from_a_line() -> None:
    assert growth(linear, "x", SIZE) < LINEAR
    assert growth(quadratic, "x", SIZE) > LINEAR
