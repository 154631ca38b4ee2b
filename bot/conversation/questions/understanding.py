"""What somebody asks for: the tool that answers, and what it is asked with."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.conversation.questions.asking_for import (
    OF_OTHER_DAYS,
    OF_SOMEBODY,
    WRITTEN_DOWN,
    Stranger,
    ToolCall,
    Understood,
    WhichOne,
    arguments_for,
    is_mine,
    mine,
    others_in,
)
from bot.conversation.questions.blanks import Known, filled, folded
from bot.conversation.questions.comparing import compared
from bot.conversation.questions.examples import RECALL, ByTool
from bot.conversation.questions.follow_ups import FollowUp, goes_on, with_days, with_names, with_what_changed
from bot.conversation.questions.narrowing import narrowed
from bot.conversation.questions.near_names import nearest
from bot.conversation.questions.plainly import plainly
from bot.conversation.questions.recogniser import LONGEST, Recognised, Recogniser
from bot.conversation.questions.several import several, without_tail
from bot.tools.tool import Effect, Tool
from integrations.deferred import pattern
from jobs.dates.spoken_times import as_a_clock_shows

_FOR = pattern(r"(?:@|\b(?:for|of|about|f[uü]r|von|de|para|pour)\s+)$", re.IGNORECASE)
"""What a name stands behind that is not written as one: "and for zoe?"."""
_NOBODY = Known()
_ANYTHING = "x"
"""Stands for words that are written down as they are."""
_PLAINLY = 0.97
"""How much words are like an example that are taken for it though they say little, or name what nobody knows."""
_WRITES = 0.6
"""How much what stands before a colon has to be like an example of a tool that writes down what is behind it."""
MOST_BEFORE = 6
"""Earlier questions that one goes on from."""


class Questions:
    """Recognises what is asked for, by the examples that `read` gives; it is called in a thread, at the first use."""

    def __init__(
        self,
        read: Callable[[], Mapping[str, ByTool]],
        tools: Mapping[str, Tool[..., Any]],
        known: Callable[[], Awaitable[Known]],
    ) -> None:
        """Read nothing yet: a start does not wait for it.

        What is recognised as the question of a tool that is none of the `tools` is no tool's.
        """
        self._read = read
        self._tools = tools
        self._known = known
        self._recogniser: Recogniser | None = None
        self._learning = asyncio.Lock()

    async def understood(
        self,
        words: str,
        today: date,
        *,
        mentioned: Mapping[str, str] | None = None,
        before: Sequence[str] = (),
    ) -> Understood | None:
        """Return what is asked for; None where that is no tool's, or what was said before may answer it.

        `mentioned` has the ids of those who are mentioned, by the name that stands in the words. `before` are the
        questions that were asked before in the same conversation, oldest first: words may go on from them.
        """
        if len(words) > LONGEST:
            return None
        reading = _Reading(await self._learnt(), self._tools, await self._known(), today)
        last: ToolCall | None = None
        for earlier in before[-MOST_BEFORE:]:
            found = reading.understood(earlier, {}, last)
            last = found if isinstance(found, ToolCall) else last
            await asyncio.sleep(0)  # each takes a few milliseconds, and others wait for the loop
        return reading.understood(words, mentioned or {}, last)

    async def _learnt(self) -> Recogniser:
        """What knows the examples, which takes a second; whoever asks meanwhile waits for the same one."""
        async with self._learning:
            if self._recogniser is None:
                self._recogniser = await asyncio.to_thread(lambda: Recogniser(self._read()))
            return self._recogniser


class _Reading:
    """Reads the questions of one conversation, on one day."""

    def __init__(self, recogniser: Recogniser, tools: Mapping[str, Tool[..., Any]], known: Known, today: date) -> None:
        self._recogniser = recogniser
        self._tools = tools
        self._known = known
        self._today = today

    def understood(self, words: str, mentioned: Mapping[str, str], last: ToolCall | None) -> Understood | None:
        dictated = self._dictated(words, mentioned)
        if dictated is not None and (written := self._call(dictated.tool, dictated)) is not None:
            return written
        words = plainly(as_a_clock_shows(words))
        if (both := self._compared(words, mentioned, last)) is not None:
            return both
        words = self._spelt(words)
        if last is not None:
            words, mentioned = with_names(with_days(words, last, self._today), last, mentioned)
        asked = filled(words, self._known, mentioned=mentioned, common=self._recogniser.vocabulary)
        change = goes_on(asked, self._recogniser.vocabulary)
        alone = self._plain(words, mentioned) if change is not None and (change.more or last is None) else None
        if change is not None and change.more and last is not None and alone is None:
            return replace(last, arguments={**last.arguments, **narrowed(last.tool, asked)})
        if (
            change is not None
            and alone is None
            and last is not None
            and (not asked.night or self._knows_nights(last.tool))
        ):
            return self._changed(last, words, mentioned, change)
        if change is not None and alone is None and not change.words and not asked.night:
            return None  # "and tomorrow?" says nothing alone, "who am I?" does
        found = self._recognised(words, mentioned)
        if not isinstance(found, Stranger) and (shorter := without_tail(words)) != words:
            found = self._better(found, self._recognised(shorter, mentioned))
        if isinstance(found, Stranger):
            return found
        if found is None or found.tool == RECALL or found.tool not in self._tools:
            return None
        return self._with_more_sorts(self._call(found.tool, found), words)

    def _with_more_sorts(self, call: Understood | None, words: str) -> Understood | None:
        """The call, and another for each further sort: "which have no reviewer, and which are red?"."""
        if not isinstance(call, ToolCall) or "which" not in call.arguments or call.also:
            return call
        sorts = [narrowed(call.tool, filled(part, _NOBODY)) for part in several(words)]
        if len(sorts) < 2 or not sorts[0]:
            return call
        first, *others = ({**call.arguments, **each} for each in sorts if each)
        return replace(call, arguments=first, also=tuple(each for each in others if each != first))

    def _better(self, found: Recognised | None, other: Recognised | Stranger | None) -> Recognised | Stranger | None:
        """What a question asks for without its "and since when", where it is more like that."""
        if found is None or found.tool == RECALL or not isinstance(other, Recognised):
            return other
        return other if other.tool != RECALL and other.score > found.score else found

    def _plain(self, words: str, mentioned: Mapping[str, str]) -> Recognised | None:
        """What little words ask for that are an example word for word: "who am I?" goes on from nothing."""
        found = self._recogniser.recognised(words, self._known, mentioned=mentioned)
        return found if found is not None and found.score >= _PLAINLY and found.tool != RECALL else None

    def _compared(self, words: str, mentioned: Mapping[str, str], last: ToolCall | None) -> ToolCall | None:
        """What is asked of two spans of days at once; None where nothing is compared, or a tool knows no such days."""
        if (wanted := compared(words)) is None:
            return None
        what, now, then = wanted
        if not any(filled(then, _NOBODY, french=french).days for french in (False, True)):
            return None
        first, other = (
            self.understood(f"{what} {when}" if what else f"and {when}?", mentioned, None if what else last)
            for when in (now, then)
        )
        if not (isinstance(first, ToolCall) and isinstance(other, ToolCall)) or first.tool != other.tool:
            return None
        if "first" not in first.arguments or "first" not in other.arguments:
            return None
        return replace(first, also=(other.arguments,))

    def _spelt(self, words: str) -> str:
        """The words with the name of who or what is known in place of one that is a slip away from it."""
        strange = self._recogniser.strange(words, self._known)
        return words.replace(strange, nearest(strange, self._known) or strange, 1) if strange else words

    def _recognised(self, words: str, mentioned: Mapping[str, str]) -> Recognised | Stranger | None:
        found = self._recogniser.recognised(words, self._known, mentioned=mentioned)
        name = self._recogniser.strange(words, self._known) if not mentioned else ""
        if not name or (found is not None and found.words):
            return found
        found = self._of_a_name(name, words, found)
        other = self._recogniser.recognised(words, self._known, stranger=name)
        if other is None or other.tool == RECALL or other.tool not in self._tools:
            return found
        if "person" not in self._tools[other.tool].arguments.model_fields:
            return found
        if not self._recogniser.stands_as_a_name(other.asked):
            return found
        return Stranger(name) if found is None or found.score < other.score else found

    def _of_a_name(self, name: str, words: str, found: Recognised | None) -> Recognised | None:
        """What was recognised, about a name that is no service's, where it stands in the place of one."""
        if found is None or "words" not in self._tools_takes(found.tool):
            return found
        known = replace(self._known, names={**self._known.names, folded(name): name})
        named = self._recogniser.recognised(words, known)
        if named is None or named.tool != found.tool or named.score < max(found.score, _PLAINLY):
            return found
        return named

    def _tools_takes(self, tool: str) -> Collection[str]:
        return self._tools[tool].arguments.model_fields if tool in self._tools else ()

    def _dictated(self, words: str, mentioned: Mapping[str, str]) -> Recognised | None:
        """What is asked before a colon, where what stands behind it is to be written down as it is."""
        wish, _, said = words.partition(":")
        if not said.strip():
            return None
        found = self._recogniser.recognised(f"{wish}: {_ANYTHING}", self._known, mentioned=mentioned)
        if found is None or found.tool not in WRITTEN_DOWN or found.score < _WRITES:
            return None
        return replace(found, asked=replace(found.asked, text=words))

    def _call(self, tool: str, found: Recognised) -> Understood | None:
        model = self._tools[tool].arguments
        # What is plainly a wish, and says too little, is asked back for more.
        plainly = self._tools[tool].effect is Effect.WRITES and found.score >= _PLAINLY
        given = arguments_for(tool, model, found.asked, self._today, words=found.words, in_part=plainly)
        if given is None:
            other = OF_OTHER_DAYS.get(tool, "")
            return self._call(other, found) if other in self._tools else None
        if isinstance(given, WhichOne):
            return given
        given = {**(mine(model) if is_mine(found.asked, found.language) else {}), **given}
        return ToolCall(
            tool, given, tuple({**given, **other} for other in others_in(model, found.asked)), found.language
        )

    def _knows_nights(self, tool: str) -> bool:
        other = self._tools.get(OF_OTHER_DAYS.get(tool, tool))
        return other is not None and "night" in other.arguments.model_fields

    def _changed(self, last: ToolCall, words: str, mentioned: Mapping[str, str], change: FollowUp) -> Understood | None:
        french = any(each in words.casefold().split() for each in ("et", "qui", "pour"))
        asked = filled(words, self._known, mentioned=mentioned, common=self._recogniser.vocabulary, french=french)
        other = OF_SOMEBODY.get(last.tool, "")
        if (change.me or asked.people) and other in self._tools and not last.arguments.get("words"):
            return self._changed(ToolCall(other), words, mentioned, change)
        project, _, number = str(last.arguments.get("key", "")).rpartition("-")
        if number and asked.numbers and not asked.keys:  # "and 38?" is of the same project
            return ToolCall(last.tool, {**last.arguments, "key": f"{project}-{asked.numbers[0]}"})
        model = self._tools[last.tool].arguments
        names_a_thing = asked.names or asked.keys or asked.pulls or asked.numbers
        if change.words and not names_a_thing and "words" not in model.model_fields:
            named = change.words[:1].isupper() or _FOR.search(words[: words.find(change.words)])
            return Stranger(change.words) if named and "person" in model.model_fields else None
        given = arguments_for(last.tool, model, asked, self._today, words=change.words)
        if given is None:
            other = OF_OTHER_DAYS.get(last.tool, "")
            if other not in self._tools:
                return None
            return self._changed(ToolCall(other, last.arguments), words, mentioned, change)
        if isinstance(given, WhichOne):
            return given
        now = {**(mine(model) if change.me and not asked.people else {}), **given}
        given = with_what_changed(last.arguments, now, everybody=change.everybody)
        return ToolCall(last.tool, given, tuple({**given, **other} for other in others_in(model, asked)))
