"""Numbers as people write them in Taiwan, and the case numbers that a text mentions."""

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
_UNITS = str.maketrans("拾佰仟", "十百千")
_TENS = {"廿": 20, "卅": 30, "卌": 40}

_ONE = "一二三四五六七八九"
_DIGITWISE = re.compile(f"[{_DIGITS}]{{1,4}}")
_POSITIONAL = re.compile(
    f"(?:([{_ONE}])千)?(零)?(?:([{_ONE}])百)?(零)?(?:([{_ONE}])?(十)|([廿卅卌]))?(零)?([{_ONE}])?"
)
_ARABIC = re.compile("0{0,4}[0-9]{1,4}")

# What can stand for a number in a text, folded or not; `parse` decides whether it is one.
NUMBER = "(?:[0-9０-９]{1,4}(?![0-9０-９])|[零〇○一二兩两三四五六七八九十百千廿卅卌]{1,9})"

ORDINAL = re.compile(
    rf"第\s{{0,2}}(?P<number>{NUMBER})\s{{0,2}}(?P<counter>次|案|場|场|屆|届|季|期|輪|轮|回|階段|阶段)"
)
"""Finds `第 N 次`, 案, 場, 屆, 季, 期, 輪, 回 or 階段 in folded or raw text; read its groups
`number` (with `parse`) and `counter`."""

_ROW = re.compile(
    rf"(?P<numbers>第{NUMBER}(?:\s?[、,，至及與和~-]?\s?第{NUMBER})+)\s?(?P<counter>[次案季屆届場场期])"
)


def apart(text: str) -> list[str]:
    """The numbers of a row that shares its counter, each with it: 第六第七次 → 第六次, 第七次."""
    return [
        f"第{number}{row['counter']}"
        for row in _ROW.finditer(text)
        for number in re.findall(NUMBER, row["numbers"])
    ]


def parse(text: str) -> int | None:
    """The number that `text` spells, or None where it spells none or one above 9999.

    Reads Arabic digits of any width, Chinese numerals (四十二, 一百零一, 一百十, 兩百, 廿三, and
    in speech 一百二 for 120), and digits in a row (一二六, 一〇一).
    """
    text = fold(text[:32]).strip()
    if _ARABIC.fullmatch(text):
        return int(text)
    plain = "".join(
        _DIGITS[_VALUES[char]] if char in _VALUES else char for char in text.translate(_UNITS)
    )
    if _DIGITWISE.fullmatch(plain):
        return int("".join(str(_VALUES[char]) for char in plain))
    # 兩 counts hundreds and thousands but never tens.
    return None if "兩十" in text else _positional(plain)


def _positional(plain: str) -> int | None:
    match = _POSITIONAL.fullmatch(plain)
    if match is None or not plain:
        return None
    thousands, gap_of_hundreds, hundreds, gap_of_tens, tens, ten, short, gap, ones = match.groups()
    value = 1000 * _VALUES.get(thousands, 0) + 100 * _VALUES.get(hundreds, 0)
    has_tens = bool(ten or short)
    # 零 stands for skipped places only, so it must follow a place and precede one that is not next.
    if gap_of_hundreds and (not thousands or hundreds or not (has_tens or ones)):
        return None
    if gap_of_tens and (not hundreds or has_tens or not ones):
        return None
    if gap:
        return None
    if has_tens:
        value += 10 * _VALUES[tens] if tens else _TENS.get(short, 10)
    elif ones and not (gap_of_hundreds or gap_of_tens) and value:
        # 一百二 is 120 and 三千五 is 3500: without 零 the last digit counts the next place.
        return value + _VALUES[ones] * (10 if hundreds else 100)
    return value + _VALUES.get(ones, 0)


def spellings(number: int) -> tuple[str, ...]:
    """The ways in which people write `number` (1 to 9999), Arabic digits first; each reads back.

    Raises ValueError for a number out of that range.
    """
    if not 1 <= number <= LARGEST:
        raise ValueError(f"not between 1 and {LARGEST}: {number}")
    found = [str(number), _formal(number)]
    rest = number % 100
    if number > 100 and 10 <= rest < 20:
        found.append(_formal(number).removesuffix(_below_100(rest)) + _below_100(rest)[1:])
    if number < 100 and number // 10 in (2, 3, 4):
        found.append("廿卅卌"[number // 10 - 2] + _DIGITS[rest % 10].replace("零", ""))
    if number >= 100:
        found += [form.replace("二百", "兩百").replace("二千", "兩千") for form in found[1:]]
        row = "".join(_DIGITS[int(digit)] for digit in str(number))
        found += [row.replace("零", "〇"), row]
    return tuple(dict.fromkeys(found))


def _below_100(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (f"{_DIGITS[tens]}十" if tens else "") + (_DIGITS[ones] if ones else "")


def _formal(number: int) -> str:
    if number < 20:
        return _below_100(number).removeprefix("一") if number >= 10 else _DIGITS[number]
    thousands, below_1000 = divmod(number, 1000)
    hundreds, below_100 = divmod(below_1000, 100)
    text = f"{_DIGITS[thousands]}千" if thousands else ""
    if hundreds:
        text += f"{_DIGITS[hundreds]}百"
    if below_100 and ((text and below_100 < 10) or (thousands and not hundreds)):
        text += "零"
    return text + _below_100(below_100)
