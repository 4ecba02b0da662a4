"""What the report says of a finished record: each place where another than the one named may speak. No layout is asked:
whatever a reader took the file for, a person is told where to look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from minutes.records.document import Item, parse
from pipeline.readers.doubts import names_in_words, odd_lines, odd_speakers, others_words
from pipeline.readers.doubts.record import FinishedRecord
from pipeline.readers.drafting.outcome import Imported, ImportNote

_MOST = 20  # places of one kind that are quoted in the report; of the others, only the line is told
_QUOTE = 16


def with_doubts(made: Imported) -> Imported:
    """The import, its report with the places where another than the one named may speak."""
    record = FinishedRecord(parse(made.markdown))
    told = (kind.note(list(kind.find(record))) for kind in _KINDS)
    return replace(made, guessed=(*made.guessed, *filter(None, told)))


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of sign: the code of its note, what finds its places, and what is said of them."""

    code: str
    find: Callable[[FinishedRecord], Iterable[Item]]
    zh: str
    en: str

    def note(self, found: Sequence[Item]) -> ImportNote | None:
        """One note of all places; none where there are none."""
        shown, more = found[:_MOST], [str(item.line) for item in found[_MOST:]]
        zh = "、".join(
            map(_in_zh, shown)
        ) + f"；另有 {len(more)} 處：紀錄第 {'、'.join(more)} 行" * bool(more)
        en = (
            ", ".join(map(_in_en, shown))
            + f"; and {len(more)} more: {'line' if len(more) == 1 else 'lines'} {', '.join(more)}"
            * bool(more)
        )
        return ImportNote(self.code, self.zh + zh, self.en + en) if found else None


def _in_zh(item: Item) -> str:
    return f"{item.speaker or '？'}（紀錄第 {item.line} 行，「{item.text[:_QUOTE]}」）"


def _in_en(item: Item) -> str:
    return f"{item.speaker or '?'} (line {item.line} of the record, “{item.text[:_QUOTE]}”)"


_KINDS = (
    _Kind(
        "own-answer",
        others_words.own_answers,
        "問完又像自己回答，後一段可能是別人說的：",
        "Asks and seems to answer too; the second paragraph may be another's: ",
    ),
    _Kind(
        "name-in-words",
        names_in_words.named,
        "這些發言的開頭、末尾或句子之間是另一人的姓名，可能是那個人說的：",
        "The name of another stands at the edges of these words or between their sentences, who may be speaking: ",
    ),
    _Kind(
        "introduces-another",
        others_words.introduced,
        "這些發言自我介紹的姓名與發言者不同：",
        "These words introduce somebody by another name than the speaker's: ",
    ),
    _Kind(
        "thanks-self",
        others_words.thanked,
        "這些發言謝謝或請教的正是發言者自己，可能是別人說的：",
        "These words thank or ask the very one who is said to speak, and may be another's: ",
    ),
    _Kind(
        "greeting-again",
        others_words.greeting_again,
        "這些段落又打了一次招呼，可能是別人開始說話：",
        "These paragraphs greet again, and another may begin to speak: ",
    ),
    _Kind(
        "begins-anew",
        others_words.begun_anew,
        "這些段落像是剛接話的人說的，卻仍算前一段那個人說的：",
        "These paragraphs sound like somebody who takes the floor, and are still the same speaker's: ",
    ),
    _Kind(
        "short-line",
        odd_lines.short_lines,
        "這些發言裡有不成句的短行，可能是別人的姓名或標題：",
        "Short lines that end no sentence stand in these speeches, and may be names of others or headings: ",
    ),
    _Kind(
        "unreadable",
        odd_lines.unreadable,
        "這些人的話裡有讀不出來的字（�），原檔可能損壞，或不是用它自己說的編碼寫的：",
        "Characters of these people's words could not be read (�): the file may be damaged, or in another encoding than it says: ",
    ),
    _Kind(
        "handed-over",
        others_words.handed_over,
        "前一段請別人發言，這一段卻仍算同一人說的：",
        "The paragraph before gives the word to another, and these words are still the same speaker's: ",
    ),
    _Kind(
        "after-gap",
        others_words.after_gap,
        "前面有一段沒聽到，這一段仍算同一人說的：",
        "Words before these were not heard, and these are still the same speaker's: ",
    ),
    _Kind(
        "begin-alike",
        others_words.alike,
        "這些段落都以短詞開頭，像一人一段的意見，可能是不同的人說的：",
        "These paragraphs each begin with a short word, as comments of several people do, and may be others': ",
    ),
    _Kind(
        "only-speaker",
        odd_speakers.alone,
        "整份只認出一位發言者，其他人的話可能也算在這裡：",
        "Only one speaker was recognised, whose words may be those of others too: ",
    ),
    _Kind(
        "long-speech",
        odd_speakers.long,
        "這些發言佔全文三成以上，裡面可能有別人的話：",
        "These speeches are more than three tenths of the record, and may hold words of others: ",
    ),
    _Kind(
        "near-name",
        odd_speakers.nearly_same,
        "這些發言者的姓名與另一人只差一個字，請確認是不是打錯：",
        "The names of these speakers differ from another's by one character; check whether that is a slip: ",
    ),
    _Kind(
        "unlike-speaker",
        odd_speakers.unlike,
        "這些發言者的稱呼與其他人不同類，請確認是不是發言者：",
        "These speakers are called by another kind of words than the others; check whether they are speakers: ",
    ),
    _Kind(
        "no-sentence",
        odd_speakers.without_sentence,
        "這些發言者只說了一次，也不成一句話，可能是標題、欄位或簽名：",
        "These speak but once, and no sentence; they may be titles, fields or signatures: ",
    ),
    _Kind(
        "only-names",
        odd_speakers.only_names,
        "這些發言只有姓名，可能是名單：",
        "These speeches are nothing but names, perhaps of a list: ",
    ),
    _Kind(
        "nobody-says",
        odd_speakers.nobodys,
        "這些段落沒有發言者，但像有人說的話：",
        "These paragraphs are nobody's, but seem to be said by somebody: ",
    ),
    _Kind(
        "heading-again",
        odd_speakers.headings_again,
        "這些標題重複出現，可能是發言者的姓名：",
        "These headings stand more than once, and may be names of speakers: ",
    ),
)

__all__ = ["with_doubts"]
