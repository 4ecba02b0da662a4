"""Numbers of lists as Word and LibreOffice show them: 一、 壹、 甲、 (5) A. iv. ① by the name of the format."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_FORMAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST = 9999


def _counted(digits: str, units: str, *, one: bool) -> Callable[[int], str]:
    """A way of counting with units: 十一, or 壹拾壹 where `one` is written before ten."""

    def write(number: int) -> str:
        out = ""
        gap = False
        for power, unit in ((1000, units[2]), (100, units[1]), (10, units[0]), (1, "")):
            digit = number // power % 10
            gap = gap or (bool(out) and digit == 0)
            if digit:
                out += (digits[0] if gap and out else "") + digits[digit] + unit
                gap = False
        return out if one or not out.startswith(digits[1] + units[0]) else out[1:]

    return write


def _cycled(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


def _letters(number: int) -> str:
    """a … z, aa, bb …: Word repeats the letter."""
    return chr(97 + (number - 1) % 26) * min((number - 1) // 26 + 1, 8)


def _roman(number: int) -> str:
    out = ""
    for value, sign in _ROMAN:
        out += sign * (number // value)
        number %= value
    return out


def _circled(number: int) -> str:
    return chr(0x245F + number) if 0 < number <= 20 else str(number)


def _wide(number: int) -> str:
    return "".join(chr(0xFF10 + int(digit)) for digit in str(number))


_taiwanese = _counted(_DIGITS, "十百千", one=False)
_legal = _counted(_FORMAL, "拾佰仟", one=False)
_WRITERS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            "taiwaneseCountingThousand", "taiwaneseCounting", "chineseCounting", "chineseCountingThousand",
            "japaneseCounting", "taiwaneseDigital", "koreanCounting", "ideographDigital",
            "一, 二, 三, ...", "一, 十, 一百(繁), ...",
        ),
        _taiwanese,
    ),
    **dict.fromkeys(
        ("ideographLegalTraditional", "chineseLegalSimplified", "japaneseLegal", "壹, 貳, 參, ...", "壹, 贰, 叁, ..."),
        _legal,
    ),
    **dict.fromkeys(("ideographTraditional", "甲, 乙, 丙, ..."), _cycled(_STEMS)),
    **dict.fromkeys(("ideographZodiac", "子, 丑, 寅, ..."), _cycled(_BRANCHES)),
    **dict.fromkeys(("upperLetter", "A"), lambda number: _letters(number).upper()),
    **dict.fromkeys(("lowerLetter", "a"), _letters),
    **dict.fromkeys(("upperRoman", "I"), lambda number: _roman(number).upper()),
    **dict.fromkeys(("lowerRoman", "i"), _roman),
    **dict.fromkeys(
        ("decimalEnclosedCircle", "decimalEnclosedCircleChinese", "①, ②, ③, ..."), _circled
    ),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2", "１, ２, ３, ..."), _wide),
    "decimalZero": lambda number: f"{number:02}",
    "none": lambda _: "",
}  # fmt: skip


def written(number: int, form: str) -> str:
    """A number in a format of Word (`w:numFmt`) or OpenDocument (`style:num-format`); digits in one that
    is not known, and for what is out of range."""
    if not 0 < number <= _LARGEST:
        return str(number)
    return _WRITERS.get(form, str)(number)


def joined(mark: str, words: str) -> str:
    """A mark before words as it is read: 一、甲, but 1. 甲 and 第1案 甲."""
    return mark + ("" if not mark or mark[-1] in "、）：．，　" else " ") + words
