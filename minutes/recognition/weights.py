"""Every threshold by which cases are recognised, each with its reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Lengths are characters of folded text, counts are passages unless said otherwise."""

    options: int = 12
    """A ballot has no more options than this (most in the records of 2017 to 2019: seven; serial
    numbers above it cannot be an option's)."""
    short: int = 122
    """A turn that does nothing but call up the next report."""
    call: int = 120
    """From the word that calls to the end of what is called up: number, title, agency."""
    presides: int = 3
    """Who calls up others so many times in a meeting presides over it, or runs its agenda."""
    opening: int = 90
    """In so much of a passage a speaker says what the report is about."""
    names: int = 26
    """In so much of a passage a speaker who turns to another case names it."""
    announced: int = 260
    """What announces the reports is no longer; a longer speech only tells of them."""
    rival: float = 1.25
    """An item without a number is a case's where its words say so much more of it than of any other."""
    head: int = 40
    """In so much of it the number stands, after greetings and the agency's name."""

    answer: int = 4
    """An answer to who asks for a release comes within so many passages."""
    agreed: int = 40
    """With so many of its first characters an answer agrees."""
    answered: int = 80
    """In so many of its first characters an answer asks back, objects or holds on to the case."""
    near: int = 24
    """What colours a word (asked for, denied) stands within so many characters before it."""
    condition: int = 45
    """A condition stands within so many characters before the release that it is for."""
    report: int = 80
    """A turn that long, by somebody who was not called, may begin another report."""
    told: int = 3
    """In so many stretches of an item its hosts are named, if at all."""
    told_within: int = 160
    """In so much of a stretch."""
    told_before: int = 60
    """The row of agencies before the word that makes them hosts is no longer."""
    proposal: int = 180
    """The words that name a proposal before the word for its host are no longer."""
    one_name: float = 0.47
    """So much of the name that a ballot's result gives recurs where its proposal is told of."""
    one_word: float = 2.0
    """What words that name a proposal are worth at least: one word that few other records hold."""
    all_of_it: float = 5.0
    """What the words are worth of an agency that tells of a proposal: two such words and more."""
    presents: float = 0.5
    """Who is asked in so many of the meetings that go through proposals presents them, and hosts none."""
    asked_again: float = 0.2
    """Who is asked for a case again hosts it: after the first time, in so many of the meetings that ask whom
    they ask most."""
    asked_often: int = 3
    """Who was to help hosts a case for which it is asked in so many meetings, and nobody in more."""
    borne_out: float = 3.0
    """What words of a case must be worth (one rare word and another) in an item whose heading names it."""
    misnumbered: float = 5.0
    """What a heading's words must be worth for another case, so that its number is a slip: two rare words."""
    core_words: int = 2
    """So many words that are about the case stand in an item that does not name it."""
    by_words_alone: float = 9.0
    """What all its words there must be worth together: about four rare words."""
    ahead: dt.timedelta = dt.timedelta(days=200)
    """A case is met within so many days after it is numbered (the longest in the records: 190)."""
    unheld: int = 12
    """So many numbers above the highest that was met may be waiting, or never be met."""
    proposed: dt.timedelta = dt.timedelta(days=162)
    """So long before its first session a case may be proposed (the longest in the records: 137)."""
    untold: dt.timedelta = dt.timedelta(days=180)
    """The same before the first meeting that reports on a case without a record of its own (154)."""
    tracked: dt.timedelta = dt.timedelta(days=210)
    """So long after its main meeting it is likely to be followed up."""
    unheard: int = 1
    """So many monthly meetings may pass that say nothing of a case which is still as it was said to be."""
    lingers: dt.timedelta = dt.timedelta(days=130)
    """Who was heard of is heard of again within so many days."""
    soon_monthly: dt.timedelta = dt.timedelta(days=45)
    """After its release a case is heard of once more in the next monthly meeting …"""
    soon_seasonal: dt.timedelta = dt.timedelta(days=125)
    """… and in the next seasonal one."""
    reviewed: dt.timedelta = dt.timedelta(days=366)
    """A seasonal meeting comes back to a case within a year."""
    mentioned: float = 4.0
    """What the words of a passage are worth that mentions a case."""
    gap: int = 5
    """So many passages may lie between two speeches of one stretch on a case."""
    one_speech: float = 8.0
    """The words of one speech count no more: about four rare ones."""
    telling_words: int = 3
    """A speech speaks of a case by so many of its words where none of them is for its subject …"""
    telling_worth: float = 5.0
    """… that are worth so much together: two rare words and another."""
    beside: float = 1.4
    """What words beside a number must be worth to make it the case's: one word that is not common."""
    by_number: float = 6.0
    """What the case's number counts in a stretch of speeches: as much as three rare words."""
    by_title: float = 4.0
    """What its title counts there."""
    by_host: float = 3.0
    """What it counts that its host speaks."""
    by_day: float = 3.0
    """What it counts that the day is named on which the case was met."""
    recent: dt.timedelta = dt.timedelta(days=300)
    """A meeting is told of by its day within so many days."""
    firm: float = 6.0
    """What a stretch must count that takes the case up, where its host speaks or its title is said …"""
    firm_by_words: float = 9.0
    """… where only words tell …"""
    firm_elsewhere: float = 30.0
    """… and where it stands under another case's call: a speech of four rare words again and again."""
    certain: float = 9.0
    """What a stretch with the case's number must count to speak of it long after its release."""
    shortened: int = 5
    """A word so long (of an odd number of characters) may be shortened to every second one."""
    named_by_title: float = 0.42
    """So much of what the title of a record names recurs in what the case is called."""
    named_elsewhere: float = 0.6
    """The same for a record that is not even called a meeting of the network."""
    name_given: float = 7.0
    """What recurs of a name in a sentence that gives it is worth so much: three rare pairs of
    characters (in the records of 2017 to 2020, 「酒駕」 and 「累犯」 alone are worth 4.6)."""
    name_alone: int = 7
    """So many rare pairs of a name tell of its case where nothing in the sentence speaks of cases (in the records of
    2017 to 2020, places and matters that are meant by themselves have five at most, names of cases ten)."""
    name_begun: float = 0.3
    """So much of a long name a sentence gives that speaks of cases …"""
    name_shortened: float = 9.0
    """… and so much that is worth: 「「澎湖東西吉廊道海域禁漁區」案」."""
    coverage: float = 0.3
    """So much of a case's own wording recurs in a record that is all about it …"""
    speeches: int = 8
    """… and so many speeches are on it."""
    density: float = 0.05
    """A record mentions a case where so many of its speeches are on it …"""
    told_aside: float = 5.0
    """… and a talk or visit where a stretch counts so much: two rare words and another."""
    like: float = 1.72
    """How like what is said in a case's own records a ballot's line must be (in the records of 2017 to
    2019 the right lines are worth 1.9 to 23, the best wrong one 1.7)."""
    clearly: float = 1.8
    """And how much more than any other line."""
    results: int = 8
    """So many passages after the word that announces a result belong to it."""
    line: int = 140
    """No name of a proposal is longer (longest in the records of 2017 to 2019: 71)."""
    least_name: int = 4
    """What is shorter is no name of a proposal."""
    misheard: float = 0.18
    """So much of a name may be other characters, as it was heard wrongly (2017-07-03: 2 of 13)."""
    nickname: float = 0.35
    """So much of a short name stands in the name that it means."""
    rare: float = 0.93
    """How rare a word of a name is at least (natural logarithm): rarer than what two records in five hold."""
    very_rare: float = 2.0
    """So rare is what one record in seven holds: it tells of a case though it is seldom said …"""
    rarest: float = 2.8
    """… and so rare what one in sixteen holds: two characters of it do."""
    rare_latin: float = 1.5
    """A Latin word of a name is so rare at least: one that a fifth of all records hold may be any brand."""
    enough_records: int = 8
    """From so many groups of records on rarity means anything."""
    often: float = 8.0
    """A word of a name that stands in one of so many speeches of a case is wholly the case's."""
    share: float = 0.05
    """A word that stands in so many of a case's speeches is what the case is about."""
    chief: float = 4.0
    """Words about a case that are used so many times less than the first are not its chief ones."""
    less_telling: float = 3.0
    """A word of a name that tells so many times less than the first tells nothing."""
    most_words: int = 60
    """So many words of a case are looked for: those that are about it, and its keywords after them."""
    longest_word: int = 8
    """A run of Han that is longer is no word, but several."""
    tells_alone: int = 3
    """A word of a case's name that is so long tells of it alone."""
    phrase: int = 4
    """A word so long is no accident: it is a word of its own …"""
    own_phrase: float = 1.25
    """… where it is used so many times as often as the longer one of which it is a piece …"""
    own_word: float = 1.6
    """… and a shorter one where it is used so many times as often."""
    whole_name: int = 5
    """A name so long is said only of its case."""
    spoken_of: int = 5
    """An agency that is named less often is not the one that a record speaks of."""
    to_come: dt.timedelta = dt.timedelta(days=60)
    """A day without its year that is so near ahead of a meeting is still to come, and no day of the year before."""
    reply: int = 60
    """From the day of a reply to the word that says it was one."""


WEIGHTS = Weights()
