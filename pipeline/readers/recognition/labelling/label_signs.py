"""What decides whether the words at the beginning of a line are a label: a table of signs, the first that holds
decides."""

from __future__ import annotations

import re

from minutes.records.head_lines import ENDINGS, is_list_head
from minutes.records.speaker_labels import (
    is_account,
    is_not_known,
    is_speechlike,
    may_be_titled,
    may_hold_name,
)
from minutes.text.label_forms import SETTING_OFF
from pipeline.readers.recognition.labelling.candidates import are_together
from pipeline.readers.recognition.labelling.looks import (
    LabelEvidence,
    Sign,
    Verdict,
    all_of,
    any_of,
    form_is,
    is_alone,
    is_called,
    is_marked_alone,
    is_named,
    is_remark,
    not_one,
)

_SITE = re.compile(r"[\w-]+\.[a-z]{2,6}")
_QUOTES = ("「", "『", "“", '"')
_LONGEST_SET_OFF = 12  # Han characters of an unknown name in bold type on a line of its own


def _is_quoted(evidence: LabelEvidence) -> bool:
    return evidence.found.rest.startswith(_QUOTES)


SIGNS = (
    Sign(
        "a speech with its number, where all have one",
        "doubtful",
        all_of(lambda e: e.found.numbered, lambda e: e.all_numbered),
        "1. 王示範：好。",
    ),
    Sign(
        "an opinion with its number, in a discussion",
        "doubtful",
        all_of(lambda e: e.found.numbered, lambda e: e.discussed),
        "（一）財政部：同意。",
    ),
    Sign("an entry of a list", "left", lambda e: e.found.numbered, "一、財政部：同意。"),
    Sign(
        "an entry of a list, where labels are none",
        "left",
        lambda e: e.of_notes,
        "- 財政部：補資料。",
    ),
    Sign(
        "a known name in a doubtful form",
        "doubtful",
        all_of(lambda e: e.known, form_is("semicolon")),
        "王示範；我補充。",
    ),
    Sign("a doubtful form", "no", form_is("semicolon"), "第一；我們要改。"),
    Sign(
        "a name in a form that sets off people",
        "doubtful",
        lambda e: e.found.form.is_loose,
        "(王示範) 好。",
    ),
    Sign(
        "a time of another form than beside names, once",
        "left",
        all_of(lambda e: e.odd_time, lambda e: e.times == 1),
        "11:25 is late.",
    ),
    Sign(
        "a time beside words that call nobody, once",
        "left",
        all_of(
            form_is("clock, name", "clock, dash, name, dash"),
            lambda e: e.times == 1,
            not_one(is_called),
            not_one(lambda e: e.in_use),
        ),
        "09:30-09:40 報到",
    ),
    Sign(
        "what calls nobody, once beside a time",
        "doubtful",
        all_of(form_is("name, clock"), lambda e: e.times == 1, not_one(is_called)),
        "時示範 00:01:20",
    ),
    Sign("a time beside the name", "label", lambda e: e.found.form.sure, "00:01:20 王示範"),
    Sign(
        "nobody's name, alone where names stand alone or in a type of its own",
        "label",
        all_of(
            is_alone, lambda e: e.in_use or e.found.marked, lambda e: is_not_known(e.found.name)
        ),
        "？？？",
    ),
    Sign("a known name alone on its line", "label", all_of(is_alone, lambda e: e.known), "王示範"),
    Sign(
        "a name, alone where names stand alone",
        "label",
        all_of(is_alone, lambda e: e.in_use, is_named),
        "王示範",
    ),
    Sign(
        "short, in bold type, alone where names stand so",
        "doubtful",
        all_of(
            is_marked_alone,
            lambda e: e.in_use,
            lambda e: len(e.found.name) <= _LONGEST_SET_OFF or not e.found.has_han,
            not_one(lambda e: is_remark(e.found)),
        ),
        "高山範例",
    ),
    Sign(
        "what recurs, alone where such lines recur above sentences",
        "doubtful",
        all_of(
            is_alone,
            lambda e: e.in_use,
            lambda e: e.times > 1,
            not_one(lambda e: is_remark(e.found)),
        ),
        "審判長問",
    ),
    Sign("a line of words", "no", is_alone, "休息十分鐘"),
    Sign(
        "a form that sets off no names here",
        "no",
        all_of(not_one(lambda e: e.in_use), form_is(*SETTING_OFF)),
        "【會前會】",
    ),
    Sign(
        "the head of a list",
        "left",
        lambda e: is_list_head(e.found.name),
        "優點：便宜。",
    ),
    Sign(
        "an office, and words as short as a name behind it",
        "doubtful",
        all_of(form_is(*SETTING_OFF), lambda e: e.calling == "office", lambda e: e.perhaps_named),
        "專員　盛世雄",
    ),
    Sign(
        "a word in Latin letters before a space, once",
        "doubtful",
        all_of(
            lambda e: e.in_use,
            form_is("spread name, space"),
            lambda e: e.times == 1,
            lambda e: not e.found.has_han,
        ),
        "Sample 我想問。",
    ),
    Sign(
        "what calls nobody, once before words, where names stand alone",
        "left",
        all_of(
            form_is(*SETTING_OFF),
            lambda e: e.alone_usual,
            lambda e: e.times == 1,
            not_one(lambda e: e.found.alone),
            not_one(is_called),
        ),
        "【暖示範】這個詞是這樣來的。",
    ),
    Sign(
        "a form that sets off names here",
        "label",
        all_of(lambda e: e.in_use, form_is(*SETTING_OFF), is_named),
        "王示範\t大家好。",
    ),
    Sign(
        "short, in a form that sets off names here",
        "doubtful",
        all_of(lambda e: e.in_use, form_is(*SETTING_OFF)),
        "【阿貓】我想問。",
    ),
    Sign(
        "a site from which a question is read out",
        "left",
        all_of(
            lambda e: _SITE.fullmatch(e.found.name) is not None,
            not_one(lambda e: e.found.marked),
            _is_quoted,
        ),
        "Sli.do：「還要多久？」",
    ),
    Sign("only quoted words follow", "left", not_one(lambda e: e.spoken), "sli.do：「還要多久？」"),
    Sign(
        "a name, or what recurs, set off by its type",
        "label",
        all_of(lambda e: e.found.marked, any_of(is_called, lambda e: e.times > 1)),
        "**阿貓**：我想問。",
    ),
    Sign("several at once", "doubtful", lambda e: are_together(e.found.name), "王示範、李範例："),
    Sign(
        "once, set off by its type, where names are",
        "doubtful",
        all_of(
            lambda e: e.found.marked,
            lambda e: e.names_marked,
            lambda e: e.short,
            not_one(lambda e: is_speechlike(e.found.name)),
        ),
        "**阿貓**：我想問。",
    ),
    Sign(
        "nobody's name, by its own words",
        "label",
        lambda e: is_not_known(e.found.name),
        "？？？：好。",
    ),
    Sign(
        "set off by its type, and named nobody",
        "left",
        all_of(lambda e: e.found.marked, not_one(lambda e: may_be_titled(e.found.name))),
        "**居民意見**：走不過去。",
    ),
    Sign(
        "a number that calls people by turns",
        "doubtful",
        lambda e: e.found.name.isdigit() and not is_account(e.found.name),
        "1：大家好。",
    ),
    Sign(
        "one character, where such call several people",
        "doubtful",
        all_of(lambda e: len(e.found.name) == 1, lambda e: e.of_one),
        "辛：我是第一次發言。",
    ),
    Sign("an account", "label", lambda e: is_account(e.found.name), "user01：好。"),
    Sign(
        "who says the same name",
        "doubtful",
        lambda e: e.introduced and e.calling is None,
        "操示範：大家好，我是操示範。",
    ),
    Sign(
        "a heading in Latin letters",
        "left",
        all_of(lambda e: e.latin_heading, lambda e: e.times == 1),
        "Slide 16: So we began.",
    ),
    Sign(
        "an office between entries of a list",
        "left",
        all_of(lambda e: e.listed, lambda e: e.calling == "office"),
        "聽眾：可以提問。",
    ),
    Sign(
        "somebody called otherwise than all others",
        "doubtful",
        all_of(
            lambda e: e.odd,
            is_named,
            lambda e: e.calling != "body",  # 開放政府：一個是透明
            lambda e: e.found.has_han or " " in e.found.name,
        ),
        "提問者：還有嗎？",
    ),
    Sign("otherwise than all labels", "left", lambda e: e.odd, "執行頻率：每年一次。"),
    Sign(
        "a role that sentences end with too, once",
        "left",
        lambda e: e.times == 1 and e.calling is None and ENDINGS.search(e.found.name) is not None,
        "提問：還有嗎？",
    ),
    Sign("a name that recurs", "label", all_of(is_named, lambda e: e.times > 1), "王示範：好。"),
    Sign("a name, once", "doubtful", is_named, "王示範：好。"),
    Sign(
        "words that may hold a name",
        "doubtful",
        lambda e: may_hold_name(e.found.name) or may_be_titled(e.found.name),
        "遠山王示範：好。",
    ),
    Sign(
        "short, and recurs",
        "doubtful",
        all_of(lambda e: e.short, lambda e: e.times > 1),
        "大頭：好。",
    ),
    Sign(
        "short, and alone where labels stand alone",
        "doubtful",
        all_of(
            lambda e: e.short,
            lambda e: e.found.alone,
            lambda e: e.alone_usual,
            not_one(lambda e: is_speechlike(e.found.name)),
        ),
        "大頭：",
    ),
    Sign("entries of a list", "left", lambda e: e.listed, "站位：校門口。"),
    Sign("where nearly every line bears a label", "doubtful", lambda e: e.usual, "可樂：好。"),
    Sign("looks like no name", "left", lambda e: True, "快速綜整一下："),
)
"""What decides whether a candidate is a label. "doubtful" is taken and told, "left" is told and stays
among the words, "no" is neither."""


def verdict_of(evidence: LabelEvidence) -> Verdict:
    """What the first sign that holds says."""
    holding = filter(lambda sign: sign.holds(evidence), SIGNS)
    return next(holding).verdict


__all__ = ["SIGNS", "verdict_of"]
