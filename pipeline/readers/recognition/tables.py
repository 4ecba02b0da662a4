"""Tables as lines: of speeches (時間｜發言者｜發言內容), of people who signed, or of anything else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, filterfalse, product
from operator import attrgetter

from minutes.records.head_lines import CHAIRS, is_head_field, is_section
from minutes.records.speaker_labels import calling, tidy
from minutes.text import label_forms
from minutes.text.folding import is_han
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun, one_line, plain
from pipeline.readers.drafting.outcome import plural
from pipeline.readers.drafting.people import PresentPerson, listed
from pipeline.readers.recognition.lines import Cell, Kind, Line, Row, split

_LONGEST_NAME = 30
_LONGEST_HEADING = 40
_MOST_COLUMNS = 5  # number, time, name, office, words
_SENTENCES = (
    1 / 3
)  # of what is said ends or parts sentences; a column of letters or numbers has none
_LONG = 10  # Han characters in a cell where no punctuation is typed
_SENTENCE = re.compile(r"[。！？!?；;，,]")
_SPEAKER = re.compile(
    "發言(?:人員?|者|單位|機關|代表|委員)?(?:姓名)?|(?:發言)?(?:單位|機關)[／/、或及與和](?:姓名|人員?|代表|發言者|發言人)|(?:提案|提問|詢問|陳情|建議)(?:人|者|單位)|姓名|講者|說話者|語者|講話者|speaker|name",
    re.I,
)
_WORDS = re.compile(
    "(?:發言|談話|會議|意見)?(?:內容|紀錄|記錄|摘要|紀要|要點|要旨|重點)|逐字稿?|文字|發言"
    "|(?:發言)?(?:意見|建議)(?:[及與、和](?:回應|建議|說明))?|回應|transcript|text|content|words",
    re.I,
)
_REPLY = re.compile(".{0,8}(?:回應|回覆|答覆|答復|處理情形|辦理情形|研處情形).{0,8}")
_TIME = re.compile("時間|時間碼|起訖|開始|結束|time(?:code)?|start|end", re.I)
_COUNT = re.compile("編號|序號?|項次|項目|no\\.?|#", re.I)
_NAME = re.compile(
    "姓名|(?:職稱[及與、／/]?姓名|姓名[及與、／/]?職稱)|出席(?:人員?|者|代表)|與會(?:人員|者)|代表|人員|name",
    re.I,
)
_AGENCY = re.compile(
    "(?:服務|所屬|出席|列席|出[（(]?列[)）]?席|與會|參加)?(?:機關|單位|部會|部門|機構|機關單位|單位機關|機關名稱|單位名稱|組織|agency|organi[sz]ation)",
    re.I,
)
_ROLE = re.compile("職稱|職務|職銜|職級|title|role", re.I)
_SIGNED = re.compile("簽到|簽名|簽章|出席|備註|備考|出席情形|簽到處|signature", re.I)
_ABSENT = re.compile("請假|缺席|未出席|公假|未到|absent", re.I)


def lines_of_table(rows: Sequence[Row], place: int, draft: Draft) -> list[Line]:
    """The lines of a table, all at its place in the source; the report says what it was taken for."""
    filled = [tuple(_in_columns(row)) for row in rows if any(cell.words for cell in row)]
    if not filled:
        return []
    readings = product(filter(None, (filled, _close(filled))), _READERS)
    made = (read(rows, place, draft) for rows, read in readings)
    found = next(filter(_is_read, made), None)
    return list(_flattened(filled, place, draft)) if found is None else found


def _close(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without their empty cells, where as many are filled in all: tables of other widths below each other
    come as one, in which words stand in one column here, in another there."""
    close = [tuple(filter(_WORDS_OF, row)) for row in rows]
    return close if len(set(map(len, close))) == 1 else ()


def _is_read(made: list[Line] | None) -> bool:
    return made is not None


def _in_columns(row: Row) -> Iterator[Cell]:
    """The cells, one for each column: a wide one is followed by empty ones."""
    for cell in row:
        yield cell
        yield from (Cell(wide=0) for _ in range(min(cell.wide, 64) - 1))


def _column(row: Row, form: re.Pattern[str]) -> int | None:
    """The column that a row of headings gives such a name."""
    names = ("".join(cell.words.split()) for cell in row)
    return next((i for i, name in enumerate(names) if form.fullmatch(name)), None)


def _cell(row: Row, column: int | None) -> Cell:
    return row[column] if column is not None and column < len(row) else Cell()


# -- people ----------------------------------------------------------------------------------------


def _people(rows: Sequence[Row], place: int, draft: Draft) -> list[Line] | None:
    """A list of those who signed, as lines of attendance; None where the table is no such list."""
    head = next((i for i, row in enumerate(rows[:3]) if _column(row, _NAME) is not None), None)
    if head is None or _column(rows[head], _WORDS) is not None:
        return None
    told = [_column(rows[head], form) for form in (_AGENCY, _ROLE, _SIGNED)]
    if all(column is None for column in told):
        return None
    blocks = _side_by_side(rows[head:])
    here, away = _persons(blocks[1:], blocks[0], _column(blocks[0], _AGENCY))
    if not here and not away:
        return None
    draft.guess(
        "sign-in",
        f"簽到表的 {len(here)} 人列為出席、{len(away)} 人列為請假",
        f"The table of signatures: {len(here)} present, {len(away)} absent",
    )
    lines = [("出席：", here), ("請假：", away)]
    above = [_flat(row, place) for row in rows[:head]]
    return above + [_bare(f"{field}{listed(those)}", place) for field, those in lines if those]


def _side_by_side(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows of a list of people; where its columns stand there twice or more, beside each other, those of the
    second block below those of the first."""
    times = sum(_NAME.fullmatch("".join(cell.words.split())) is not None for cell in rows[0])
    width, over = divmod(len(rows[0]), max(times, 1))
    if times < 2 or over:
        return rows
    starts = range(0, len(rows[0]), width)
    first, *others = ([row[start : start + width] for row in rows] for start in starts)
    return [*first, *chain.from_iterable(block[1:] for block in others)]


def _persons(
    rows: Sequence[Row], head: Row, agencies: int | None
) -> tuple[list[PresentPerson], list[PresentPerson]]:
    """Who was there and who was not; an agency goes on in the rows below it."""
    here: list[PresentPerson] = []
    away: list[PresentPerson] = []
    agency = ""
    for row in rows:
        own = _cell(row, agencies)
        agency = tidy(own.words) or (agency if own.continued or agencies is not None else "")
        role = tidy(_cell(row, _column(head, _ROLE)).words)
        absent = any(_ABSENT.search(cell.words) for cell in row)
        for name in _names(_cell(row, _column(head, _NAME)), or_nobody=absent):
            person = PresentPerson(name or agency, None, agency if name else "", role)
            (away if absent else here).append(person)
    return here, away


def _names(cell: Cell, *, or_nobody: bool) -> list[str]:
    """The names in a cell, one on a line; "" where it only says that nobody came."""
    lines = (tidy(line) for line in plain(cell.spans).split("\n"))
    named = [line for line in lines if line and not _ABSENT.fullmatch(line.strip("（()）"))]
    return named or [""] * or_nobody


# -- speeches --------------------------------------------------------------------------------------


def speeches(rows: Sequence[Row], place: int, draft: Draft) -> list[Line] | None:
    """Rows of speaker and words, perhaps with a time; None where the columns are something else."""
    head = rows[0]
    named, said = _column(head, _SPEAKER), _column(head, _WORDS)
    body = rows[1:]
    if named is None or said is None or named == said:
        body = rows[_is_head(head) :]
        found = _columns_by_words(body)
        if found is None:
            return None
        named, said = found
    replies = dict(_replies(head, body, {named, said}))
    draft.guess(
        "table-of-speeches",
        "表格當作「發言者、發言」",
        "A table was read as speaker and speech",
    )
    times = sum(any(label_forms.is_clock(cell.words) for cell in row) for row in body)
    if times:
        draft.drop(
            "times", f"表格裡 {times} 列的時間", f"The times of {plural(times, 'row')} of a table"
        )
    _tell_columns(rows, {named, said, *replies}, draft)
    return list(_spoken(body, named, said, place, replies))


def _replies(head: Row, body: Sequence[Row], read: set[int]) -> Iterator[tuple[int, str]]:
    """The columns besides those `read` in which somebody answers what is said, with their names: 機關回應."""
    for column in sorted(set(range(len(head))) - read):
        words = [_cell(row, column).words for row in body]
        if _REPLY.fullmatch(head[column].words) and _are_said(words):
            yield column, tidy(head[column].words)


def _reply(cell: Cell, heading: str, place: int) -> Iterator[Line]:
    """An answer, said by whom its lines name, else by the heading of its column."""
    speaker = heading
    for line in split(cell.spans, place):
        cut = next((c for c in label_forms.cuts(line.text) if calling(tidy(c.name))), None)
        speaker = tidy(cut.name) if cut else speaker
        yield replace(line, speaker=speaker, spans=line.after(cut.at) if cut else line.spans)


def names_speech(row: Row) -> bool:
    """Whether a row names the columns of who speaks and of the words: 發言者｜發言內容."""
    told = (_column(row, _SPEAKER), _column(row, _WORDS))
    return len(set(told)) > 1 and None not in told


def _tell_columns(rows: Sequence[Row], read: set[int], draft: Draft) -> None:
    """Say which columns are not in the record: 單位 beside the name of whoever speaks."""
    others = sorted(set(range(len(rows[0]))) - read)
    words = {
        i: [w for row in rows if (w := _cell(row, i).words) and not _is_number(w)] for i in others
    }
    for name, *below in filter(_has_cells, words.values()):
        told = one_line(name)[:_LONGEST_HEADING]
        draft.drop(
            "columns",
            f"表格的「{told}」欄（{len(below)} 格）沒有收入",
            f"The column “{told}” of a table ({plural(len(below), 'cell')})",
        )


def _has_cells(column: Sequence[str]) -> bool:
    """Whether a column holds more than its head."""
    return len(column) > 1


_HEADINGS = (_SPEAKER, _WORDS, _TIME, _COUNT, _NAME, _AGENCY, _ROLE)


def _is_head(row: Row) -> bool:
    """Whether all cells of a row name columns: 編號｜姓名｜意見."""
    names = ["".join(cell.words.split()) for cell in row if cell.words]
    known = (any(form.fullmatch(name) for form in _HEADINGS) for name in names)
    return len(names) > 1 and all(known)


def _columns_by_words(rows: Sequence[Row]) -> tuple[int, int] | None:
    """Which columns hold names and words, from what stands in them."""
    whole = list(filter(_is_whole, rows))
    width = max(map(len, rows), default=0)
    if not all((1 < width <= _MOST_COLUMNS, len(rows) > 1, 2 * len(whole) >= len(rows))):
        return None
    columns = [[_cell(row, i).words for row in whole] for i in range(width)]
    named = next((i for i, column in enumerate(columns) if _are_names(column)), None)
    if named is None:
        return None
    others = filter(named.__ne__, range(width))
    said, *rest = sorted(others, key=lambda i: _letters_said(columns[i]), reverse=True)
    fits = (
        _are_said(columns[said]),
        not _are_names(columns[said]),
        all(map(_is_number, chain.from_iterable(map(columns.__getitem__, rest)))),
    )
    return (named, said) if all(fits) else None


def _is_whole(row: Row) -> bool:
    """Whether more than one cell of a row has words."""
    return sum(map(bool, map(_WORDS_OF, row))) > 1


_WORDS_OF = attrgetter("words")


def _letters_said(column: Sequence[str]) -> int:
    """How much stands in a column, besides times."""
    return sum(map(len, filterfalse(label_forms.is_clock, column)))


def _is_number(word: str) -> bool:
    """Whether a cell is empty, a time or a number."""
    return any((not word, label_forms.is_clock(word), word.isdecimal()))


def _are_said(column: Sequence[str]) -> bool:
    """Whether what stands in a column is said: sentences, or long enough; no letters, offices, numbers."""
    words = list(filter(None, column))
    sentences = sum(_SENTENCE.search(word) is not None for word in words)
    long = sum(sum(map(is_han, word)) >= _LONG for word in words)
    return max(sentences, long) >= _SENTENCES * len(words)


def _are_names(column: Sequence[str]) -> bool:
    told = [word.rstrip(":： ") for word in column if word]
    times = Counter(told)
    like = [word for word in told if _is_like_name(word, times[word])]
    return len(told) > 1 and 2 * len(like) > len(told) and not any(map(is_head_field, told))


def _is_like_name(word: str, times: int) -> bool:
    if len(word) > _LONGEST_NAME or (word.casefold() in CHAIRS and times < 2):
        return False
    return calling(word) is not None or (
        times > 1 and not label_forms.is_clock(word) and not word.isdecimal()
    )


def _spoken(
    rows: Sequence[Row], named: int, said: int, place: int, replies: Mapping[int, str]
) -> Iterator[Line]:
    speaker: str | None = None
    for counted, row in enumerate(rows, place):
        number = row[0].place or counted
        filled = [cell for cell in row if cell.words]
        name = tidy(_cell(row, named).words).rstrip(":： ")
        if len(filled) == 1 and (filled[0].wide > 1 or not _cell(row, said).words):
            yield from _between(filled[0], number)
            speaker = None if _is_heading(filled[0]) else speaker
            continue
        speaker = name or (speaker if _cell(row, named).continued or speaker else None)
        for line in split(_cell(row, said).spans, number):
            yield replace(line, speaker=speaker)
        for column, heading in replies.items():
            yield from _reply(_cell(row, column), heading, number)


def _is_heading(cell: Cell) -> bool:
    signs = (
        len(cell.words) <= _LONGEST_HEADING,
        not _SENTENCE.search(cell.words),
        cell.words[0] not in "（(",
    )
    return all(signs)


def _between(cell: Cell, place: int) -> Iterator[Line]:
    """A row that is one cell: a heading, or what nobody says."""
    kind: Kind = "heading" if _is_heading(cell) else "aside"
    spans = tuple(replace(span, text=span.text.replace("\n", " ")) for span in cell.spans)
    yield Line(spans, place, kind, 2)


# -- fields ----------------------------------------------------------------------------------------


def _fields(rows: Sequence[Row], place: int, _draft: Draft) -> list[Line] | None:
    """A form with the head and the parts of minutes (時間｜…, 決議｜…), as its fields and what stands in them, in
    lines of their own; None where the first cells of most rows are no fields."""
    first = [row[0].words for row in rows]
    if len(rows) < _FEWEST_FIELDS or sum(map(_is_field, first)) < _MOSTLY_FIELDS * len(rows):
        return None
    return list(chain.from_iterable(_of_form(row, place + at) for at, row in enumerate(rows)))


_FEWEST_FIELDS = 3
_MOSTLY_FIELDS = 0.6  # of the rows: numbers of matters stand between


def _is_field(words: str) -> bool:
    name = "".join(words.rstrip(":： ").split())
    return is_head_field(name) or is_section(name) or name in CHAIRS


def _of_form(row: Row, place: int) -> Iterator[Line]:
    """The lines of a row: 時間：下午2時, or a heading with the lines below it."""
    field = ""
    for cell in filter(_WORDS_OF, row):
        lines = list(split(cell.spans, place))
        if _is_field(cell.words):
            field = cell.words.rstrip(":： ")
        elif field and len(lines) == 1:
            yield replace(lines[0], spans=(TextRun(f"{field}："), *cell.spans))
            field = ""
        else:
            yield from [_bare(f"{field}：", place)] if field else []
            yield from lines
            field = ""
    if field:
        yield _bare(f"{field}：", place)


# -- anything else ---------------------------------------------------------------------------------


def _flattened(rows: Sequence[Row], place: int, draft: Draft) -> Iterator[Line]:
    draft.guess(
        "table-flattened",
        "1 個表格改為一列一段，欄以「｜」分開",
        "Made into paragraphs, one for each row, cells divided by ｜: 1 table",
    )
    for row in rows:
        yield _flat(row, place)


def _flat(row: Row, place: int) -> Line:
    spans: list[TextRun] = []
    for cell in row:
        if cell.words:
            spans += [TextRun(" ｜ ")] if spans else []
            spans += [replace(s, text=s.text.replace("\n", " ")) for s in cell.spans]
    return Line(tuple(spans), place)


def _bare(text: str, place: int) -> Line:
    return Line((TextRun(text),), place)


_READERS = (_people, speeches, _fields)
