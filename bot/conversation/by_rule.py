"""The answer of a tool, where a question is plainly one that it answers."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from pydantic import ValidationError

from bot.conversation import wording
from bot.conversation.answer import Answer, Room
from bot.conversation.cannot_do import cannot_do
from bot.conversation.frames import retold
from bot.conversation.history import HistoryLine
from bot.conversation.questions import Questions, Stranger, ToolCall, Understood, WhichOne
from bot.conversation.questions.plainly import plainly
from bot.conversation.questions.several import sentences, several
from bot.conversation.sentences import Language, asked_in
from bot.tools.approvals import Approvals, Wish
from bot.tools.arguments import complaint
from bot.tools.tool import Asking, Effect
from bot.tools.toolbox import Toolbox
from integrations.deferred import pattern
from integrations.post import Bullets, Heading, Paragraph, Person, Post, Text
from jobs.errors import UserError
from jobs.people.directory import Directory, name_of

log = structlog.get_logger()

URGENT = frozenset({"alerts_now", "alerts_since"})
"""Tools that people ask in a hurry: nothing is remarked on what they find."""
NOT_KNOWN_TO_ALL = frozenset({"partners", "who_is_who"})
"""Tools of what only somebody's words may tell where they know nothing themselves."""
OR_ELSE: Mapping[str, str] = {"partners": "who_is_who"}
"""Tools that tell of the same words where the first knows nothing: whom to ask is a partner, or a colleague."""
OF_TITLES = ("reviews_waiting", "find_issues")
"""Tools that find things by words of their titles."""
NEWS: Mapping[str, Sequence[str]] = {
    "this_channel": ("deployments", "alerts_since", "open_blockers"),
    "open_blockers": ("red_tests", "alerts_now"),
    "alerts_now": ("red_tests", "open_blockers"),
}
"""What else is told in a line where a question asks for all that is new, or for all that is in the way of a release."""
_OF_WORDS = pattern(
    r"\b(?:said|say|talk|discuss|chat|wr[io]te|message|gesagt|gesprochen|geredet|geschrieben|diskutiert|dij|habl|dich|dit\b"
    r"|parl|discut)",
    re.IGNORECASE,
)
_OF_A_RELEASE = pattern(
    r"\b(?:releas|deploy|ship|go live|launch|livr|mise en prod|d[eé]ploy|lanzamiento|versi[oó]n|despl[ie]|ausliefer)",
    re.IGNORECASE,
)
"""Words of a question for what people said, and no more."""


class ByRule:
    """Asks the tool that a question is for."""

    def __init__(self, questions: Questions, toolbox: Toolbox, approvals: Approvals, team: Directory) -> None:
        """Recognise with `questions`, ask the tools of `toolbox`; `team` knows people's names."""
        self._approvals = approvals
        self._questions = questions
        self._toolbox = toolbox
        self._team = team

    @property
    def tools(self) -> frozenset[str]:
        """The names of the tools that work here."""
        return self._toolbox.working

    async def answer(
        self, words: str, asking: Asking, *, mentioned: Iterable[str] = (), before: Sequence[HistoryLine] = ()
    ) -> Answer | None:
        """Return what a tool says; None where the question is no tool's.

        `mentioned` are the people whom it mentions, `before` is what was said before in the same conversation,
        which it may go on from ("and tomorrow?").
        """
        today = asking.at.astimezone(ZoneInfo(asking.zone)).date()
        called = await self._called(mentioned)
        found = await self._questions.understood(words, today, mentioned=called, before=_answered(before))
        if (declined := cannot_do(words)) is not None and not self._changes_something(found):
            return Answer(declined, room=Room.NONE)
        match found:
            case None:
                return await self._several(words, asking, mentioned=mentioned, before=before)
            case WhichOne():
                log.info("question_answered", tool="which_one")
                return Answer(wording.which_one(await self._people(found.people), words), room=Room.NONE)
            case Stranger():
                log.info("question_answered", tool="unknown")
                return Answer(wording.stranger(found.name, words), room=Room.NONE, unless_said=found.name)
        if self._changes_something(found):
            log.info("question_answered", tool=found.tool)
            return await self._wishes(found, asking)
        if len(sentences(words)) > 1:
            return await self._several(words, asking, mentioned=mentioned, before=before)
        return await self._asked(found, words, asking, today)

    async def _several(
        self, words: str, asking: Asking, *, mentioned: Iterable[str], before: Sequence[HistoryLine]
    ) -> Answer | None:
        """The answers to the questions of a message that is none as a whole; None where none of them is a tool's."""
        parts = [part for part in several(words) if part != words.strip()]
        today, called = asking.at.astimezone(ZoneInfo(asking.zone)).date(), await self._called(mentioned)
        answer: Answer | None = None
        earlier = _answered(before)
        for part in parts:
            found = await self._questions.understood(part, today, mentioned=called, before=earlier)
            if not isinstance(found, ToolCall) or self._changes_something(found):
                continue
            told = await self._asked(found, part, asking, today)
            earlier = [*earlier, part]
            answer = told if answer is None else _with(answer, told) if told is not None else answer
        return answer

    async def _asked(self, found: ToolCall, words: str, asking: Asking, today: date) -> Answer | None:
        """What a tool that changes nothing says."""
        fields = self._toolbox.tools[found.tool].arguments.model_fields
        if any(field.is_required() and name not in found.arguments for name, field in fields.items()):
            return None  # such as the key of an issue: without it the question is another
        language = asked_in(plainly(words), found.language)
        answer = await self.ask(found.tool, asking, found.arguments, language)
        if found.tool in OR_ELSE and not answer.found:
            answer = await self.ask(OR_ELSE[found.tool], asking, found.arguments, language)
        if found.tool in NOT_KNOWN_TO_ALL and not answer.found and found.arguments.get("words"):
            return None  # what was said may tell
        for arguments in found.also:
            answer = _with(answer, await self.ask(found.tool, asking, arguments, language))
        if found.tool in NEWS and _asks_for_more(found.tool, words):
            when = {"first": today, **found.arguments}
            return await self._with_news(answer, found.tool, asking, when, language)
        return answer

    def _changes_something(self, found: Understood | None) -> bool:
        return isinstance(found, ToolCall) and self._toolbox.tools[found.tool].effect is Effect.WRITES

    async def ask(self, tool: str, asking: Asking, arguments: Mapping[str, Any], language: Language = "en") -> Answer:
        """Return what that tool says, which is plainly the one that is meant, with its frame in that language."""
        log.info("question_answered", tool=tool)
        try:
            finding = await self._toolbox.call(tool, asking, arguments)
        except ValidationError as problem:
            said = complaint(problem, self._toolbox.tools[tool].arguments)
            return Answer(Post(headline=(said,)), room=Room.NONE, found=False)
        urgent = tool in URGENT or not (finding.found and finding.blocks)
        room = Room.NONE if urgent else Room.LITTLE
        named = str(arguments.get("words") or "") if finding.blind else ""
        return Answer(
            await _told(finding.post(asking.zone), language),
            finding.people,
            room,
            unless_said=named,
            found=finding.found,
        )

    async def titled(self, names: Sequence[str], asking: Asking, words: str) -> Answer | None:
        """Return the pull requests and issues whose titles have one of these names; None where there are none.

        `words` are those of the question.
        """
        language = asked_in(words)
        for name in names:
            answer: Answer | None = None
            for tool in OF_TITLES:
                if tool not in self.tools:
                    continue
                finding = await self._toolbox.call(tool, asking, {"words": name})
                if finding.found and any(isinstance(each, Bullets) for each in finding.blocks):
                    log.info("question_answered", tool=tool)
                    told = Answer(await _told(finding.post(asking.zone), language), finding.people, Room.LITTLE)
                    answer = told if answer is None else _with(answer, told)
            if answer is not None:
                return answer
        return None

    async def _with_news(
        self, answer: Answer, tool: str, asking: Asking, when: Mapping[str, Any], language: Language
    ) -> Answer:
        """An answer of one tool, and in a line each what others know of the same time."""
        news: list[Text] = []
        for name in NEWS[tool]:
            takes = self._toolbox.tools[name].arguments.model_fields
            if name not in self.tools:
                continue
            finding = await self._toolbox.call(name, asking, {key: each for key, each in when.items() if key in takes})
            news += [finding.headline] if finding.found else []
        if not news:
            return answer
        told = await _told(Post(headline=(), blocks=(Heading(text="Besides"), Bullets(items=tuple(news)))), language)
        blocks = (*answer.post.blocks, *told.blocks)
        return replace(answer, post=answer.post.model_copy(update={"blocks": blocks}))

    async def _wishes(self, wanted: ToolCall, asking: Asking) -> Answer:
        """The requests that a person has to allow, and why there is none for the others."""
        wishes: list[Wish] = []
        refused: list[str] = []
        for arguments in (wanted.arguments, *wanted.also):
            try:
                wishes.append(await self._approvals.wish(asking, wanted.tool, arguments))
            except UserError as problem:
                refused.append(str(problem))
            except ValidationError as problem:
                refused.append(complaint(problem, self._toolbox.tools[wanted.tool].arguments))
        post = wording.IF_YOU_SAY_SO if wishes else Post(headline=(refused.pop(0),))
        more = [Paragraph(text=(each,)) for each in refused]
        return Answer(post.model_copy(update={"blocks": (*post.blocks, *more)}), room=Room.NONE, wishes=wishes)

    async def _called(self, users: Iterable[str]) -> Mapping[str, str]:
        return {await name_of(self._team, user): user for user in users}

    async def _people(self, users: Iterable[str]) -> list[Person]:
        """Several people who may be meant, told apart by their full names."""
        found = [await self._team.person(user) for user in users]
        return [Person(user=each.id, name=each.real_name or each.name) for each in found if each is not None]


async def _told(post: Post, language: Language) -> Post:
    """Return what was found with its frame in that language; in a thread, for the table is read at its first use."""
    return post if language == "en" else await asyncio.to_thread(retold, post, language)


def _asks_for_more(tool: str, words: str) -> bool:
    return not _OF_WORDS.search(words) if tool == "this_channel" else _OF_A_RELEASE.search(words) is not None


def _with(answer: Answer, other: Answer) -> Answer:
    """An answer about one of several, with that about another below it; what both end with stands once."""
    first = [each for each in answer.post.blocks if each not in other.post.blocks]
    post = answer.post.model_copy(update={"blocks": (*first, Paragraph(text=other.post.headline), *other.post.blocks)})
    return replace(answer, post=post, people=[*answer.people, *other.people])


def _answered(before: Sequence[HistoryLine]) -> list[str]:
    """The words of people that we answered."""
    return [
        line.text
        for place, line in enumerate(before)
        if line.user is not None and place + 1 < len(before) and before[place + 1].user is None
    ]
