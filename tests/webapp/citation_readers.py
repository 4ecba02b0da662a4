"""Readers of BibTeX and RIS as strict as the formats are: anything unexpected is an error."""

import re

_COMMANDS = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
}
_RIS_LINE = re.compile(r"([A-Z][A-Z0-9])  - (.*)")


def read_bibtex(text: str) -> tuple[str, str, dict[str, str]]:
    """Type, key and raw fields of the one entry in `text`, cut by BibTeX's own rule for braces."""
    head = re.match(r"@([a-z]+)\{([a-z0-9-]+),", text)
    assert head, text[:80]
    at = head.end()
    fields: dict[str, str] = {}
    while not (end := re.compile(r"\s*\}\s*\Z").match(text, at)):
        name = re.compile(r"\s*([a-z]+) = ").match(text, at)
        assert name, text[at : at + 80]
        at = name.end()
        if text[at] == "{":
            stop = _closing(text, at)
            fields[name[1]] = text[at + 1 : stop]
        else:
            stop = text.index(",", at)
            assert text[at:stop].isalpha()
            fields[name[1]] = text[at:stop]
            stop -= 1
        assert text[stop + 1] == ","
        at = stop + 2
    assert end
    return head[1], head[2], fields


def _closing(text: str, at: int) -> int:
    """Where the group that opens at `at` closes; a backslash before a brace makes no difference."""
    depth = 0
    for index in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if depth == 0:
            return index
    raise AssertionError("a brace is never closed")


def read_latex(text: str) -> str:
    """The characters that a piece of LaTeX prints; a bare special character is an error."""
    out: list[str] = []
    at = 0
    while at < len(text):
        command = re.compile(r"\\([a-z]+)|\\([$&#%_])").match(text, at)
        if command:
            out.append(_COMMANDS[command[1]] if command[1] else command[2])
            at = command.end()
            continue
        assert text[at] not in "\\$&#%_~^", text[at : at + 20]
        if text[at] not in "{}":
            out.append(text[at])
        at += 1
    return "".join(out)


def read_authors(raw: str) -> list[str]:
    """The names of an author field: what stands in braces is one name, `and` outside parts them."""
    names: list[str] = []
    at = 0
    while at < len(raw):
        assert raw[at] == "{"
        stop = _closing(raw, at)
        names.append(read_latex(raw[at + 1 : stop]))
        at = stop + 1
        if at < len(raw):
            assert raw.startswith(" and ", at)
            at += 5
    return names


def read_ris(text: str) -> dict[str, list[str]]:
    """The tags and values of the one reference in `text`."""
    lines = text.split("\r\n")
    assert lines.pop() == ""
    rows = []
    for line in lines:
        row = _RIS_LINE.fullmatch(line)
        assert row, line
        rows.append((row[1], row[2]))
    assert rows[0][0] == "TY"
    assert rows[-1] == ("ER", "")
    found: dict[str, list[str]] = {}
    for tag, value in rows:
        found.setdefault(tag, []).append(value)
    assert len(found["TY"]) == len(found["ER"]) == 1
    return found
