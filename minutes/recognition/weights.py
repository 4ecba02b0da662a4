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
    short: int = 110
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
    rival: float = 1.3
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
    one_name: float = 0.5
    """So much of the name that a ballot's result gives recurs where its proposal is told of."""
    one_word: float = 2.0
    """What words that name a proposal are worth at least: one word that few other records hold."""
    all_of_it: float = 5.0
    """What the words are worth of an agency that tells of a proposal: two such words and more."""
    presents: float = 0.5
    """Who is asked in so many of the meetings that go through proposals presents them, and hosts none."""
    asked_twice: int = 2
    """Who is asked for a case in so many meetings hosts it."""
    borne_out: float = 3.0
    """What words of a case must be worth (one rare word and another) in an item whose heading names it."""
    core_words: int = 2
    """So many words that are about the case stand in an item that does not name it."""
    by_words_alone: float = 9.0
    """What all its words there must be worth together: about four rare words."""
    ahead: dt.timedelta = dt.timedelta(days=200)
    """A case is met within so many days after it is numbered (the longest in the records: 190)."""
    unheld: int = 12
    """So many numbers above the highest that was met may be waiting, or never be met."""
    proposed: dt.timedelta = dt.timedelta(days=150)
    """So long before its first session a case may be proposed (the longest in the records: 137)."""
    untold: dt.timedelta = dt.timedelta(days=180)
    """The same before the first meeting that reports on a case without a record of its own (154)."""
    tracked: dt.timedelta = dt.timedelta(days=210)
    """So long after its main meeting it is likely to be followed up."""
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
    shortened: int = 5
    """A word so long (of an odd number of characters) may be shortened to every second one."""
    named_by_title: float = 0.42
    """So much of what the title of a record names recurs in what the case is called."""
    named_elsewhere: float = 0.6
    """The same for a record that is not even called a meeting of the network."""
    like: float = 1.8
    """How like what is said in a case's own records a ballot's line must be (in the records of 2017 to
    2019 the right lines are worth 1.9 to 23, the best wrong one 1.7)."""
    clearly: float = 1.8
    """And how much more than any other line."""
    still_called: int = 1
    """Who is called up in so many later meetings was not released on a condition."""
    results: int = 8
    """So many passages after the word that announces a result belong to it."""
    line: int = 140
    """No name of a proposal is longer (longest in the records of 2017 to 2019: 71)."""
    least_name: int = 4
    """What is shorter is no name of a proposal."""
    reply: int = 60
    """From the day of a reply to the word that says it was one."""


WEIGHTS = Weights()
