"""Numbers as people write them in Taiwan, ordinals (第四十二次) among them: found, read and spelled."""

from __future__ import annotations

import re

from minutes.text.folding import fold

LARGEST = 9999
"""Larger numbers are neither read nor spelled: no meeting, case or year needs them."""

_DIGITS = "零一二三四五六七八九"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)} | {
    "〇": 0,
    "○": 0,
    "兩": 2,
    "壹": 1,
    "貳": 2,
    "參": 3,
    "肆": 4,
    "伍": 5,
    "陸": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_VALUES = {fold(char): value for char, value in _VALUES.items()}
# Any digit as the usual one that means the same, and units likewise.
_USUAL = str.maketrans(
    {char: _DIGITS[value] for char, value in _VALUES.items()}
    | dict(zip("拾佰仟", "十百千", strict=True))
)
_TO_ARABIC = str.maketrans(_DIGITS, "0123456789")
_IN_A_ROW = str.maketrans("0123456789", "〇一二三四五六七八九")
_ONE = "一二三四五六七八九"
_SHORT_TENS = {2: "廿", 3: "卅", 4: "卌"}
_TENS = (
    {"十": 1}
    | {f"{one}十": _VALUES[one] for one in _ONE}
    | {short: tens for tens, short in _SHORT_TENS.items()}
)
_DIGITWISE = re.compile(f"[{_DIGITS}]{{1,4}}")
# 零 stands for skipped places only, so it must follow a place and precede one that is not next.
_POSITIONAL = re.compile(
    f"(?=.)(?:(?P<thousands>[{_ONE}])千(?:零(?=.)(?!.百))?)?"
    f"(?:(?P<hundreds>[{_ONE}])百(?:零(?=[{_ONE}]$))?)?"
    f"(?P<tens>[{_ONE}]?十|[廿卅卌])?(?P<ones>[{_ONE}])?"
)
_ARABIC = re.compile("0{0,4}[0-9]{1,4}")

NUMERALS = "零〇○一二兩两三四五六七八九十百千廿卅卌"
"""The Chinese numerals of which people write a number, for a class of a regular expression."""
# What can stand for a number in a text, folded or not; `parse` decides whether it is one.
NUMBER = f"(?:[0-9０-９]{{1,4}}(?![0-9０-９])|[{NUMERALS}]{{1,9}})"
ANY_NUMBER = f"[0-9{NUMERALS}]{{1,9}}"
"""The same in a text in NFKC, where marks around it tell that it is one, also of digits and numerals mixed."""

ORDINAL = re.compile(
    rf"第\s{{0,2}}(?P<number>{NUMBER})\s{{0,2}}(?P<counter>次|案|場|场|屆|届|季|期|輪|轮|回|階段|阶段)"
)
"""Finds `第 N 次`, 案, 場, 屆, 季, 期, 輪, 回 or 階段 in folded or raw text; read its groups
`number` (with `parse`) and `counter`."""

_ROW = re.compile(
    rf"(?P<numbers>第{NUMBER}(?:\s?[、,，至及與和~-]?\s?第{NUMBER})+)\s?(?P<counter>[次案季屆届場场期])"
)


def each_ordinal(text: str) -> list[str]:
    """The numbers of a row that shares its counter, each with it: 第六第七次 → 第六次, 第七次."""
    return [
        f"第{number}{row['counter']}"
        for row in _ROW.finditer(text)
        for number in re.findall(NUMBER, row["numbers"])
    ]


def of_digits(text: str, longest: int) -> int | None:
    """The number that a text writes with the digits 0 to 9 and nothing else, at most `longest` of them;
    None for all else. `int` takes blanks, signs and other scripts' digits as well, and raises."""
    is_number = text.isascii() and text.isdigit() and len(text) <= longest
    return int(text) if is_number else None


def parse(text: str) -> int | None:
    """The number that `text` spells, or None where it spells none or one above 9999.

    Reads Arabic digits of any width, Chinese numerals (四十二, 一百零一, 一百十, 兩百, 廿三, and
    in speech 一百二 for 120), and digits in a row (一二六, 一〇一).
    """
    text = fold(text[:32]).strip()
    if _ARABIC.fullmatch(text):
        return int(text)
    plain = text.translate(_USUAL)
    if _DIGITWISE.fullmatch(plain):
        return int(plain.translate(_TO_ARABIC))
    # 兩 counts hundreds and thousands but never tens.
    return None if "兩十" in text else _positional(plain)


def number(text: str | None) -> int:
    """The number that `text` spells, as `parse` reads it; 0 where it spells none, or there is none."""
    return parse(text or "") or 0


def _positional(plain: str) -> int | None:
    match = _POSITIONAL.fullmatch(plain)
    if match is None:
        return None
    thousands = _VALUES.get(match["thousands"], 0)
    hundreds = _VALUES.get(match["hundreds"], 0)
    tens = _TENS.get(match["tens"], 0)
    ones = _VALUES.get(match["ones"], 0)
    above = 1000 * thousands + 100 * hundreds
    counts_next_place = above and not tens and "零" not in plain
    if counts_next_place:  # 一百二 is 120 and 三千五 is 3500
        return above + ones * (10 if hundreds else 100)
    return above + 10 * tens + ones


def spellings(number: int) -> tuple[str, ...]:
    """The ways in which people write `number` (1 to 9999), Arabic digits first; each reads back.

    Raises ValueError for a number out of that range.
    """
    if not 1 <= number <= LARGEST:
        raise ValueError(f"not between 1 and {LARGEST}: {number}")
    forms = _forms_below_100(number) if number < 100 else _forms_from_100(number)
    return tuple(dict.fromkeys((str(number), *forms)))


def _forms_below_100(number: int) -> list[str]:
    tens, ones = divmod(number, 10)
    short = [_SHORT_TENS[tens] + _place(ones, "")] if tens in _SHORT_TENS else []
    return [_formal(number), *short]


def _forms_from_100(number: int) -> list[str]:
    formal, below_100 = _formal(number), _below_100(number % 100)
    counted = [formal]
    if below_100.startswith("一十"):  # 一百一十二 is 一百十二 too
        counted.append(formal.removesuffix(below_100) + below_100[1:])
    counted += [form.replace("二百", "兩百").replace("二千", "兩千") for form in counted]
    return [*counted, row(number), row(number).replace("〇", "零")]


def row(number: int) -> str:
    """The digits of a number one after the other, as years are written: 一〇一."""
    return str(number).translate(_IN_A_ROW)


def _place(digit: int, unit: str) -> str:
    return _DIGITS[digit] + unit if digit else ""


def _below_100(number: int) -> str:
    tens, ones = divmod(number, 10)
    return _place(tens, "十") + _place(ones, "")


def _formal(number: int) -> str:
    if number < 20:
        return _below_100(number).replace("一十", "十")
    thousands, below_1000 = divmod(number, 1000)
    hundreds, below_100 = divmod(below_1000, 100)
    above = _place(thousands, "千") + _place(hundreds, "百")
    skips_hundreds = thousands and not hundreds
    skips_tens = above and below_100 < 10
    gap = "零" if below_100 and (skips_hundreds or skips_tens) else ""
    return above + gap + _below_100(below_100)


def plural(number: int, one: str, many: str = "") -> str:
    """A number with its English noun: 1 picture, 2 pictures."""
    return f"{number} {one if number == 1 else many or one + 's'}"
