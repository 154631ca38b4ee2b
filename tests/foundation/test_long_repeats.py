"""Twenty thousand times the same costs what reading it costs: no expression of ours tries each place anew from each."""

import re
import time
from collections.abc import Callable
from datetime import date

import pytest

from bot.conversation import grounding, summing_up, whole_sentences
from bot.conversation.cannot_do import cannot_do
from bot.conversation.notes import note_in
from bot.conversation.small_talk import small_talk
from bot.conversation.what_we_hear import asks_what_we_hear
from bot.memory import gist, questions
from bot.memory.days_asked import days_asked
from bot.memory.words import searchable, terms
from integrations import words
from integrations.jira.blocked import says_blocked
from integrations.postgres.literals import in_one_line, without_literals
from integrations.slack.reading import plain

MANY = 20_000
MOST = 250
"""How often the time of one look at each character: what is linear takes some ten of them, line by line a hundred."""
REPEATED: tuple[str, ...] = (
    "\n",
    " ",
    "\t",
    "a",
    "A",
    "9",
    "-",
    "_",
    ".",
    "*",
    "`",
    "[",
    "(",
    "<",
    '"',
    "'",
    "\\",
    "é",
    "中",
    "²",
    "\u200f",
)
REPEATED += ("a ", "A_", "aB", "1.", "[1", " [", "\n ", "a\n", "<@U", "$1", "--", "''", "/*", "a-", "x, ", "C#")
READERS: dict[str, Callable[[str], object]] = {
    "citations": lambda text: list(summing_up.backed(text, ())),
    "what is backed up": lambda text: grounding.checked(text, [], citable=3),
    "whole sentences": whole_sentences.whole,
    "what we cannot do": cannot_do,
    "notes": lambda text: note_in(words.squeezed(text)),
    "small talk": small_talk,
    "what we hear": asks_what_we_hear,
    "questions": questions.states_nothing,
    "questions without a mark": questions.asks_unmarked,
    "decisions": lambda text: gist._DECIDES.search(text),
    "links": lambda text: gist._LINKS.sub("", text),
    "days": lambda text: days_asked(text, date(2026, 11, 23)),
    "the index": searchable,
    "a search": terms,
    "cleaned": words.clean,
    "on one line": words.one_line,
    "squeezed": words.squeezed,
    "mrkdwn": plain,
    "a tracker's status": says_blocked,
    "a statement's literals": without_literals,
    "a statement on a line": lambda text: in_one_line(text, 200),
}


@pytest.mark.parametrize("reader", READERS)
def test_long_repeats_cost_what_reading_them_costs(reader: str) -> None:
    read = READERS[reader]
    read("Nothing of what it uses is built only now. [1]")
    slow = []
    for unit in REPEATED:
        for text in (unit * (MANY // len(unit)), unit * (MANY // len(unit)) + "!"):
            floor, cost = cpu(lambda text: re.findall(r"(?s).", text), text), cpu(read, text)
            if cost > MOST * floor:
                cost = min(cost, cpu(read, text))  # whoever else was busy just then
            if cost > MOST * max(floor, 0.0005):
                slow.append((unit, round(cost / floor)))
    assert not slow


def cpu(read: Callable[[str], object], text: str) -> float:
    """Seconds of this thread's own processor time."""
    begun = time.thread_time()
    read(text)
    return time.thread_time() - begun
