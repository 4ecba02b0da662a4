"""The interface in Chinese and English: gettext catalogues, dates and numbers."""

from __future__ import annotations

import datetime as dt
import gettext
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from minutes import clock
from minutes.records.front_matter import Bilingual
from webapp.links.building import LANGUAGE_TAGS, Lang

CATALOGUES = Path(__file__).parents[1] / "translations"
FOLDERS: Mapping[Lang, str] = {"zh": "zh_Hant_TW", "en": "en"}
NAMES: Mapping[Lang, str] = {"zh": "中文", "en": "English"}
# The forms of days and their names, as babel calls them.
_DATE: Mapping[Lang, str] = {"zh": "y年M月d日", "en": "d MMMM y"}
_SHORT_DATE: Mapping[Lang, str] = {"zh": "M月d日", "en": "d MMM"}
_MONTH: Mapping[Lang, str] = {"zh": "M月", "en": "MMM"}
_WEEKDAYS: Mapping[Lang, Literal["narrow", "abbreviated"]] = {"zh": "narrow", "en": "abbreviated"}
_MAX_REQUESTED = 12


@cache
def catalogue(lang: Lang) -> gettext.NullTranslations:
    """The messages of a language, compiled in memory from the text that people edit."""
    path = CATALOGUES / FOLDERS[lang] / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        messages = read_po(file, locale=FOLDERS[lang])
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def _locale(lang: Lang) -> Locale:
    return Locale.parse(FOLDERS[lang])


@lru_cache(maxsize=4096)
def _date(day: dt.date, pattern: str, lang: Lang) -> str:
    return str(format_date(day, pattern, locale=_locale(lang)))


@lru_cache(maxsize=4096)
def _number(number: int, lang: Lang) -> str:
    return str(format_decimal(number, locale=_locale(lang)))


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the interface, and how it writes things."""

    code: Lang

    @property
    def tag(self) -> str:
        """For `lang` attributes."""
        return LANGUAGE_TAGS[self.code]

    @property
    def locale(self) -> Locale:
        return _locale(self.code)

    def text(self, message: str, **values: object) -> str:
        """`message` in this language; `%(name)s` in it takes the value of that name."""
        said = catalogue(self.code).gettext(message)
        return said % values if values else said

    def plural(self, one: str, many: str, number: int, **values: object) -> str:
        """The form for `number`, which is written into `%(number)s`."""
        said = catalogue(self.code).ngettext(one, many, number)
        return said % {"number": self.number(number), **values}

    def label(self, table: Mapping[str, Bilingual], value: str) -> str:
        """The word for a value of the schema."""
        return table[value].get(self.code) if value in table else value

    def listed(self, words: Sequence[str]) -> str:
        """Words one after another: 甲、乙、丙; a, b and c."""
        if self.code == "zh":
            return "、".join(words)
        return str(format_list(list(words), locale=self.locale))

    @property
    def colon(self) -> str:
        """What stands between a heading and its words."""
        return {"zh": "：", "en": ": "}[self.code]

    def remarked(self, words: str, remark: str) -> str:
        """Words with a remark in brackets: 甲（乙）; a (b)."""
        return {"zh": f"{words}（{remark}）", "en": f"{words} ({remark})"}[self.code]

    def number(self, number: int) -> str:
        return str(number) if 0 <= number < 1000 else _number(number, self.code)

    def moment(self, when: dt.datetime) -> str:
        """A day and a time: 2026年3月2日 14:00; 2 March 2026, 14:00."""
        comma = {"zh": "", "en": ","}[self.code]
        return f"{self.date(when.date())}{comma} {when:%H:%M}"

    def date(self, day: dt.date) -> str:
        """A day as people write it: 2017年5月19日, 19 May 2017."""
        return _date(day, _DATE[self.code], self.code)

    def short_date(self, day: dt.date) -> str:
        return _date(day, _SHORT_DATE[self.code], self.code)

    def weekday(self, day: dt.date) -> str:
        return _date(day, "EEEE", self.code)

    def weekdays(self) -> list[str]:
        """Short names, Sunday first, as calendars in Taiwan have them."""
        names = self.locale.days["stand-alone"][_WEEKDAYS[self.code]]
        return [str(names[(i + 6) % 7]) for i in range(7)]

    def month(self, year: int, month: int) -> str:
        day = dt.date(year, month, 1)
        return str(format_skeleton("yMMMM", day, locale=self.locale, fuzzy=True))

    def month_name(self, month: int) -> str:
        return _date(dt.date(2000, month, 1), _MONTH[self.code], self.code)

    def roc(self, year: int) -> str:
        """民國 with its year where the interface is Chinese, "" elsewhere and before 1912."""
        of_the_republic = clock.roc_year(year)
        return f"民國{of_the_republic}年" if self.code == "zh" and of_the_republic > 0 else ""


LANGUAGES: Mapping[Lang, Language] = {"zh": Language("zh"), "en": Language("en")}


def preferred(header: str) -> Lang | None:
    """The language of ours that an `Accept-Language` header puts first, or None."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")[:_MAX_REQUESTED]):
        tag, _, parameter = part.strip().partition(";")
        quality = parameter.strip().removeprefix("q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        wishes.append((-weight, place, tag.strip().lower()))
    for weight, _, tag in sorted(wishes):
        for lang in LANGUAGES:
            if weight < 0 and (tag == lang or tag.startswith(f"{lang}-")):
                return lang
    return None
