"""What names have in common that a person takes for one another: a file that comes back under another
spelling of a withdrawn name is that record still."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from minutes.addresses.redirects import bare_name, fold_address

# Letters of other scripts that look like Latin ones in common typefaces (a part of the table of
# confusables in Unicode Technical Standard 39, for what file names are made of).
_TWINS = str.maketrans("авекмнорстухѕіјԁɡһӏοαρνικυχτⅼı", "abekmhopctyxsijdghloapvikyxtli")
_COPY = re.compile(
    r"(?:[\s_-]*\(\d{1,3}\)|[\s_-]+copy(?:[\s_-]*\d{1,3})?|[\s_-]*(?:的)?(?:副本|複本|拷貝|複製))+$"
)
_COPY_OF = re.compile(r"^(?:copy of |複製 ?- ?|副本 ?- ?)")
_JOINTS = {"Pd", "Pc", "Ps", "Pe", "Pi", "Pf", "Zs", "Zl", "Zp"}
_POINTS = frozenset("'\",.:;·・、，。：；~")
# Between digits a joint tells two numbers apart (`1-11`, `11-1`); elsewhere it is a matter of taste.
_LOOSE = re.compile(r"(?<![0-9])-+|-+(?![0-9])")


@lru_cache(maxsize=65_536)
def likeness(address: str) -> str:
    """The form that look-alike addresses share: width, case, invisible characters, kinds of hyphens
    and spaces, letters of other scripts, and what systems add to the name of a copy do not matter."""
    name = _original(bare_name(fold_address(address)).translate(_TWINS))
    joined = "".join("-" if _is_joint(c) else c for c in name)
    return _LOOSE.sub("", re.sub("-+", "-", joined))


def _original(name: str) -> str:
    """A name without what systems add to that of a copy; one of nothing else stays."""
    return _COPY.sub("", _COPY_OF.sub("", name)) or name


def _is_joint(char: str) -> bool:
    return char in _POINTS or unicodedata.category(char) in _JOINTS
