"""Random worlds around the running app: people come, go and change while it is up, down, limited or behind.

Everything that is said holds a secret of its own, and every question is asked as people ask:
by mention, in a DM, with `/recall` and `/recall forget`, `/adr list`, `show` and `search`, in
the App Home and in an export; and every tool is asked, with whatever arguments it takes. What
the app answers is read, and a secret that one of its hearers may not read at that moment, as
the workspace knows and the app may not, is a leak.

Some of the answers wait (the chat takes none for a while, we are down) or grow while people come and go, and
are read when they come.

With a model, all that it is sent is read in the same way: what its asker, or whoever will read its answer, may not
know is a leak there already, and so is a token of ours. It asks for any tool, and repeats what it was told.

    python -m tests.privacy.worlds --questions 20000
    python -m tests.privacy.worlds --questions 2000 --model
    python -m tests.privacy.worlds --questions 2000 --waiting
"""

import argparse
import asyncio
import json
import logging
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from datetime import time as timeofday
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import psycopg
import structlog
from psycopg import sql
from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo

from bot.app import assemble
from bot.conversation import wording
from bot.demo import team
from bot.demo.stage import Stage
from bot.demo.world.story import Story
from bot.settings import Settings
from bot.tools.every_tool import every_tool
from bot.tools.tool import Asking, Audience, Effect, Tool
from bot.tools.toolbox import ASK_PRIVATELY, FOR_MEMBERS, Toolbox
from integrations.chat import PlaceKind
from integrations.database import Database, migrate
from integrations.markdown.plain_text import to_plain
from integrations.slack.events import said_at
from integrations.time import TurnableClock
from integrations.workspace import NotSeen, Person, Place, Refused, Unanswered, Workspace, serving
from integrations.workspace.model import Conversation, Member
from integrations.workspace.people import Actor
from integrations.workspace.people import words as words_of
from jobs.drafts.kinds import ADR, RUNBOOK
from jobs.drafts.model import DraftEntry
from jobs.errors import UserError
from jobs.people import epochs
from tests import postgres
from tests.privacy import systems
from tests.stage import CARD, MONDAY, fresh_database
from tests.turn.model_server import ModelServer, completion, wanting
from tests.turn.model_server import serving as model_server
from tests.waiting import PATIENT_S, until

PEOPLE = ("U0ANA", "U0BEN", "U0CHI", "U0DEV", "U0GIL", "U0GUS")
GUESTS = ("U0GIL", "U0GUS")
PLACES = ("C0ONE", "C0TWO", "C0OLD", "G0ONE", "G0TWO", "G0OLD")
AT_ONCE = 12
"""Questions asked together."""
A_WORLD, A_ROUND = 500, 50
"""Questions of one world, before another begins, and between two changes of it."""
_SECRET = re.compile(r"secret\d+x")
_ASKED = re.compile(r"q\d+z")
_MARKUP = re.compile(r"(?:<|\\u003c)(?:[@#!][A-Z0-9a-z]|https?:)")
"""Slack's own form of mentions, channels and links, which nobody sees."""
KEY = "sk-not-to-be-told"
OF_THE_TEAM = "the team's systems"
"""Where a word was said that is for every full member, and for nobody else."""
A_SENTENCE = 16
"""Pieces of a model's answer after which its first sentence is there; more of it comes."""
_MORE = "And so on and on, for " + "a very " * A_SENTENCE + "long while."
ANSWERS_S = 20
"""How long it takes at most until all of them are under way; a question that no model is asked never is."""
KEPT_BACK = to_plain(wording.KEPT_BACK)
_RUNBOOK = {"when": "SweepSlow", "service": "payments", "steps": "Wait."}
_FIELDS = {"context": "It grew.", "decision": "We do it.", "consequences": "More to run."}


@dataclass
class Secret:
    """A word, where it was said and by whom; `key` is the word by which people ask for it."""

    word: str
    key: str
    channel: str
    author: str
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """An answer that waits: whose question it was, where it will be said, and of which place it may tell."""

    asker: str
    place: str
    origin: str


@dataclass
class Tally:
    """What a game came to."""

    questions: Counter[str] = field(default_factory=Counter)
    told: int = 0
    """Secrets that somebody was told who may know them."""
    answerable: int = 0
    """Questions in quiet times for what the asker may read."""
    answered: int = 0
    """Those of them that got it."""
    events: Counter[str] = field(default_factory=Counter)
    prompts: int = 0
    """Requests to a model that were read."""
    leaks: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count another game too."""
        self.questions += other.questions
        self.events += other.events
        self.told += other.told
        self.answerable += other.answerable
        self.answered += other.answered
        self.leaks += other.leaks
        self.prompts += other.prompts

    def __str__(self) -> str:
        """All of it in a few lines."""
        asked = ", ".join(f"{number:,} {name}" for name, number in sorted(self.questions.items()))
        happened = ", ".join(f"{number:,} {name}" for name, number in sorted(self.events.items()))
        return (
            f"{self.questions.total():,} questions ({asked}); {self.told:,} secrets told to who may know them;"
            f" in quiet times {self.answered:,} of {self.answerable:,} answered; {self.prompts:,} requests to a model;"
            f" {len(self.leaks)} leaks\n"
            f"  what happened: {happened}" + "".join(f"\n  LEAK {leak}" for leak in self.leaks[:20])
        )


class World:
    """A workspace that lives on while the app in it starts and stops."""

    def __init__(self, url: str, seed: int, model: ModelServer | None = None) -> None:
        """Nothing runs yet. Without a `model` the app has none."""
        self.url = url
        self.model = model
        if model is not None:
            model.refuses = self._prompted
            model.pause = self._pause
        self._gate: asyncio.Event | None = None
        self._held = 0
        self._asked_by: dict[str, tuple[str, str]] = {}
        """Who asked a question of a model, and where, by the word that it ends with."""
        self.dice = random.Random(seed)  # noqa: S311 - a game
        self.clock = TurnableClock(MONDAY, running=False)
        self.tally = Tally()
        self.secrets: dict[str, Secret] = {}
        self.of_the_team = Secret(systems.WORD, "", OF_THE_TEAM, "nobody")
        self.story = Story(self.clock, MONDAY)
        self.quiet = False
        self.lately: list[str] = []
        """What happened, for whoever looks into a leak."""
        self.bot = team.BOT
        people = tuple(
            Person(id=user, name=user[2:].title(), real_name=user[2:].title(), is_guest=user in GUESTS)
            for user in PEOPLE
        )
        places = tuple(self._place(name) for name in PLACES)
        sample = replace(team.team("Backend_Architect"), people=people, places=places, zone="UTC")
        self.workspace = Workspace(sample, self.clock)
        self.stage: Stage | None = None
        self._address = ""
        self._app: AsyncExitStack | None = None

    def _place(self, name: str) -> Place:
        members = (*(user for user in PEOPLE if self.dice.random() < 0.6), self.bot)
        return Place(
            id=name,
            name=name[2:].lower() + name[0].lower(),
            members=members,
            kind="public" if name[0] == "C" else "private",
        )

    # --- up and down ---------------------------------------------------------------

    @asynccontextmanager
    async def living(self) -> AsyncIterator["World"]:
        """The workspace is served, and the app runs in it first."""
        async with serving(self.workspace) as address:
            self._address = address.api_url
            await self.start()
            try:
                yield self
            finally:
                await self.stop()

    async def start(self) -> None:
        """Start the app; nothing waits for what it reads then."""
        settings = Settings(
            slack_bot_token=SecretStr(self.workspace.app.bot_token),
            slack_app_token=SecretStr(self.workspace.app.app_token),
            slack_api_url=self._address,
            rolecall_database_url=self.url,
            rolecall_http_port=0,
            **(
                {"rolecall_model": "small", "openai_base_url": self.model.url, "openai_api_key": SecretStr(KEY)}
                if self.model is not None
                else {}
            ),
        )
        self._tokens = settings.secrets
        app = assemble(settings, clock=self.clock, card=CARD, sources=systems.systems(self.story))
        await app.parts.alerts.take(systems.alerts(self.story))
        self.stage = Stage(self.workspace, app, self.clock, "UTC", PATIENT_S)
        self._app = AsyncExitStack()
        await self._app.enter_async_context(app.running(http=False))

    async def stop(self) -> None:
        """Stop the app."""
        if self._app is not None:
            await self._app.aclose()
        self._app = self.stage = None

    @property
    def up(self) -> Stage:
        """The app on its stage."""
        assert self.stage is not None
        return self.stage

    async def rest(self) -> None:
        """Let what is under way come to its end, and what is paced be said."""
        await self.up.settle()
        await self.up.turn_to(self.clock.now() + timedelta(seconds=90))

    # --- the truth -----------------------------------------------------------------

    def reads(self, user: str, channel: str) -> bool:
        """Whether somebody can read a conversation now."""
        who, where = self.workspace.state.members[user], self.workspace.state.conversations[channel]
        if who.deleted:
            return False
        return user in where.members or (where.kind == "public" and not who.is_guest)

    def may_know(self, user: str, secret: Secret) -> bool:
        """Whether somebody may be told a secret now: they can read where it was said, or said it themselves."""
        if secret.channel == OF_THE_TEAM:
            who = self.workspace.state.members[user]
            return not who.deleted and not who.is_guest
        return user == secret.author or self.reads(user, secret.channel)

    def _readers(self, where: Conversation) -> list[str]:
        return [user for user in PEOPLE if self.reads(user, where.id)]

    def _check(self, how: str, text: str, hearers: Iterable[str], place: Conversation | None = None) -> set[str]:
        """Read an answer; the secrets in it."""
        known = {**self.secrets, systems.WORD: self.of_the_team}
        found = {word for word in _SECRET.findall(text) if word in known}
        for word in found:
            secret = known[word]
            outside = [user for user in hearers if not self.may_know(user, secret)]
            if place is not None and place.shared and place.id != secret.channel:
                outside.append("another workspace")
            if outside:
                what = f"{word} of {secret.channel} by {how} to {', '.join(outside)}"
                self.tally.leaks.append(f"{what}: {text[:160]!r}, after {'; '.join(self.lately[-8:])}")
            else:
                self.tally.told += 1
        return found

    def _prompted(self, asked: dict[str, Any]) -> None:
        """Read what a model is sent, and decide what it answers."""
        assert self.model is not None
        self.tally.prompts += 1
        messages = [each for each in asked["messages"] if each["role"] != "assistant"]
        text = "\n".join(str(each.get("content") or "") for each in messages)
        question = next(str(each["content"]) for each in reversed(messages) if each["role"] == "user")
        user, place = self._asked_by[_ASKED.findall(question)[-1]]
        where = self.workspace.state.conversations[place]
        hearers = {user} if where.kind == "im" else {user, *self._readers(where)}
        found = self._check(f"prompt of {user} in {place}", text, hearers, None if where.kind == "im" else where)
        whole = json.dumps(asked)
        self.tally.leaks += [f"a token of ours in a prompt: {each[:8]}…" for each in self._tokens if each in whole]
        self.tally.leaks += [f"markup in a prompt: {text[each.start() :][:80]!r}" for each in _MARKUP.finditer(text)]
        if asked.get("tools") and not any(each["role"] == "tool" for each in messages):
            names = [each["function"]["name"] for each in asked["tools"]]
            every = {each.name: each for each in every_tool()}
            uses = [(name, self._arguments(every[name])) for name in self.dice.sample(names, 3)]
            self.model.script.append(wanting(*((name, json.dumps(given, default=str)) for name, given in uses)))
        else:
            self.model.script.append(completion({"content": f"I was told: {' '.join(sorted(found))}. {_MORE}"}))

    def _question(self, user: str, place: str, words: str) -> str:
        """A question, by whose last word a model's server knows who asks it."""
        if self.model is None:
            return words
        mark = f"q{len(self._asked_by)}z"
        self._asked_by[mark] = (user, place)
        return f"{words} {mark}"

    # --- what happens --------------------------------------------------------------

    def change(self) -> None:
        """One change of the workspace; the app hears of it where it runs."""
        state, dice = self.workspace.state, self.dice
        where = state.conversations[dice.choice(PLACES)]
        who = state.members[dice.choice(PEOPLE)]
        self._happens(self._anything(), who, where)

    def change_that_matters(self, waits: Waits) -> None:
        """A change that may take from somebody the right to hear an answer that waits."""
        state, dice = self.workspace.state, self.dice
        origin, place = state.conversations[waits.origin], state.conversations[waits.place]
        hearers = [user for user in PEOPLE if user in place.members] or [waits.asker]
        strangers = [user for user in PEOPLE if user not in origin.members and user not in place.members]
        if waits.place in PLACES and strangers and dice.random() < 0.5:
            self._happens("joins", state.members[dice.choice(strangers)], place)
        else:
            self._happens("leaves", state.members[dice.choice(hearers)], origin)

    def _anything(self) -> str:
        return self.dice.choice(
            (
                "leaves",
                "leaves",
                "leaves",
                "joins",
                "joins",
                "archived",
                "private",
                "shared",
                "guest",
                "gone",
                "bot",
                "edit",
                "delete",
                "say",
                "say",
            )
        )

    def _happens(self, what: str, who: Member, where: Conversation) -> None:
        dice, told = self.dice, self.stage is not None
        self.tally.events[what if told else f"{what} while down"] += 1
        self.lately.append(f"{what} {who.id} {where.id}{'' if told else ' while down'}")
        match what:
            case "leaves" if who.id in where.members:
                self.workspace.leave(where, who.id) if told else where.members.pop(who.id)
            case "joins" if not who.deleted and (where.kind == "private" or not who.is_guest or dice.random() < 0.5):
                self.workspace.join(where, who.id) if told else where.members.setdefault(who.id)
            case "bot":
                if self.bot not in where.members:
                    self.workspace.join(where, self.bot) if told else where.members.setdefault(self.bot)
                elif dice.random() < 0.4:
                    self.workspace.leave(where, self.bot) if told else where.members.pop(self.bot)
            case "archived":
                turn = self.workspace.unarchive if where.archived else self.workspace.archive
                if told:
                    turn(where.id)
                else:
                    where.archived = not where.archived
            case "private" if where.kind == "public" and not where.archived and dice.random() < 0.5:
                where.kind = "private"
                if told:
                    self._converted(where)
            case "shared" if dice.random() < 0.4 or where.shared:
                if told:
                    self.workspace.share(where.id, shared=not where.shared)
                else:
                    where.shared = not where.shared
            case "guest" | "gone":
                self._another_sort(who.id, gone=what == "gone", told=told)
            case "say" | "edit" | "delete":
                self._words(what, who.id, where, told=told)
        self.clock.turn_to(self.clock.now() + timedelta(seconds=1))

    def _converted(self, where: Conversation) -> None:
        ts = self.workspace.state.timestamps.ts()
        told = {"subtype": "channel_convert_to_private", "user": PEOPLE[0], "text": "", "ts": ts, "event_ts": ts}
        self.workspace.events._message(where, told)

    def _another_sort(self, user: str, *, gone: bool, told: bool) -> None:
        member = self.workspace.state.members[user]
        if gone:
            member.deleted = not member.deleted and self.dice.random() < 0.4
            if member.deleted:
                for place in PLACES:
                    self.workspace.state.conversations[place].members.pop(user, None)
        else:
            member.is_guest = not member.is_guest
        if told:
            self.workspace.events.user_changed(member)

    def _words(self, what: str, user: str, where: Conversation, *, told: bool) -> None:
        messages = self.workspace.messages
        if where.archived:
            return
        mine = [each for each in self.secrets.values() if each.channel == where.id and each.ts]
        if what == "say" and user in where.members and told:
            self.say(user, where)
        elif what != "say" and mine and told:
            secret = self.dice.choice(mine)
            if where.get(str(secret.ts)) is None:
                return
            if what == "delete":
                messages.delete(where, str(secret.ts))
                return
            new = self._secret(where.id, secret.author, key=secret.key)
            new.ts, author = secret.ts, self.workspace.state.members[secret.author]
            messages.edit(where, str(secret.ts), author, lambda message: message.update(text=self._sentence(new)))

    def say(self, user: str, where: Conversation) -> Secret:
        """Somebody says something that holds a secret."""
        secret = self._secret(where.id, user)
        said = self.workspace.messages.post(where, self.workspace.state.members[user], self._sentence(secret))
        secret.ts = str(said["ts"])
        return secret

    def _secret(self, channel: str, author: str, *, key: str = "") -> Secret:
        number = len(self.secrets)
        secret = Secret(f"secret{number}x", key or f"matter{number}q", channel, author)
        self.secrets[secret.word] = secret
        return secret

    @staticmethod
    def _sentence(secret: Secret) -> str:
        return f"About {secret.key} the {'very ' * (len(secret.word) % 3)}best is {secret.word} in its {secret.key}."

    async def write_something(self) -> None:
        """A message in every place, a few notes, and a record in some."""
        drafts, memory = self.up.app.parts.drafts, self.up.app.parts.memory
        for name in PLACES:
            where = self.workspace.state.conversations[name]
            inside = [user for user in PEOPLE if user in where.members]
            if not inside or where.archived or self.bot not in where.members:
                continue
            said = [self.say(self.dice.choice(inside), where) for _ in range(2)]
            await self.rest()
            noted = self.dice.choice(said)
            by = self.dice.choice(inside)
            at = said_at(str(noted.ts))
            await memory.keep(name, str(noted.ts), noted.author, self._sentence(noted), at=at, noted_by=by)
            secret = self._secret(name, "nobody")
            runbook = self._secret(name, "nobody")
            author = self.dice.choice(inside)
            helps = DraftEntry(f"{runbook.key} {runbook.word}", _RUNBOOK, (author,))
            for kind, entry in ((ADR, DraftEntry(f"{secret.key} {secret.word}", _FIELDS)), (RUNBOOK, helps)):
                with suppress(UserError):
                    await drafts.propose(author, name, kind, entry)
        await self.rest()

    # --- what is asked -------------------------------------------------------------

    async def ask(self, questions: int) -> None:
        """Some questions of anybody's, at once, and a reading of all that is said then."""
        before = self._ours()
        heard = {user: set(self._whispers(user)) for user in PEOPLE}
        self.workspace.views._homes.clear()  # what is shown there was true for what was before
        asked = [self._one(self._actor(self.dice.choice(PEOPLE))) for _ in range(questions)]
        wanted = []
        for start in range(0, len(asked), AT_ONCE):
            done = await asyncio.gather(*asked[start : start + AT_ONCE])
            wanted += [each for each in done if each is not None]
        await self.rest()
        told = self._read("answer", before)
        for user in PEOPLE:
            for ts, message in self._whispers(user).items():
                if ts not in heard[user]:
                    told[user] |= self._check("whisper", _shown(message), [user])
        for user in PEOPLE:
            who = self._actor(user)
            if (home := who.home) is not None and not who.member.deleted:
                self._check("home", "\n".join(words_of(home.blocks)), [user])
            if (form := who.view) is not None:
                self._check("form", json.dumps(form.blocks), [user])
                await who.closes(form)
        for user, secret in wanted:
            if self.quiet and self._answerable(user, secret):
                self.tally.answerable += 1
                self.tally.answered += secret.word in told[user]

    def _ours(self) -> dict[tuple[str, str], str]:
        """What our messages say now, by place and id."""
        every = self.workspace.state.conversations.items()
        return {
            (name, str(message["ts"])): _shown(message)
            for name, where in every
            for message in where.all()
            if message.get("user") == self.bot
        }

    def _read(self, how: str, before: Mapping[tuple[str, str], str]) -> dict[str, set[str]]:
        """Read what we said, or made of what stood there, since `before`; which secrets that told whom."""
        told: dict[str, set[str]] = {user: set() for user in PEOPLE}
        for (name, ts), text in self._ours().items():
            if before.get((name, ts)) != text:
                where = self.workspace.state.conversations[name]
                hearers = self._readers(where)
                found = self._check(f"{how} in {name}", text, hearers, where)
                self.tally.events[f"{how} that was kept back"] += KEPT_BACK in text
                for user in hearers:
                    told[user] |= found
        return told

    async def ask_and_wait(self, questions: int) -> None:
        """Some questions whose answers wait, or grow, while people come and go."""
        dice, faults = self.dice, self.workspace.faults
        before = self._ours()
        grows = self.model is not None and dice.random() < 0.4
        self._gate = asyncio.Event() if grows else None
        for method in () if grows else ("chat.postMessage", "chat.startStream"):
            faults.limit(method, retry_after=60, times=10 * questions)
        asked = [await self._asks_aloud(self._actor(dice.choice(PEOPLE))) for _ in range(questions)]
        waiting = [each for each in asked if each is not None]
        if grows:
            await self._all_wait(len(waiting))
        else:
            await self.up.settle()
        self._read("answer at once", before)
        before = self._ours()
        down = not grows and dice.random() < 0.4
        if down:
            await self.stop()
        for _ in range(dice.randint(1, 4)):
            if waiting and dice.random() < 0.7:
                self.change_that_matters(dice.choice(waiting))
            else:
                self.change()
        if down:
            await self.start()
        await self._acked()
        faults.clear()
        if self._gate is not None:
            self._gate.set()
            self._gate = None
        self.tally.events["answers grew" if grows else "answers waited while down" if down else "answers waited"] += 1
        for _ in range(3):
            await self.rest()
        self._read("answer that waited", before)

    async def _asks_aloud(self, who: Actor) -> Waits | None:
        """A question in a place, or in a DM, whose answer all may read who are there; most ask for what they know."""
        if who.member.deleted:
            return None
        every = list(self.secrets.values())
        known = [each for each in every if self.reads(who.id, each.channel)]
        secret = self.dice.choice(known if known and self.dice.random() < 0.8 else every)
        here = [place for place in PLACES if self._speaks(who.id, place)]
        how = "mention" if here and self.dice.random() < 0.5 else "dm"
        where = self.dice.choice(here) if how == "mention" else who.dm_with_app.id
        self.tally.questions[how] += 1
        try:
            await self._asked(how, who, where, secret)
        except (Refused, Unanswered) as silence:
            self.tally.events[f"no answer: {silence}"] += 1
            return None
        return Waits(who.id, where, secret.channel)

    async def _all_wait(self, answers: int) -> None:
        """Until every answer of a model is held in its midst; one whose question needed none never is."""
        held = self._held
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWERS_S):
                while self._held - held < answers:  # noqa: ASYNC110 - the server tells nobody
                    await asyncio.sleep(0.02)

    async def _pause(self, piece: int) -> None:
        """Hold what a model says after its first sentence, while there is a gate."""
        if self._gate is not None and piece == A_SENTENCE:
            self._held += 1
            await self._gate.wait()

    def _answerable(self, user: str, secret: Secret) -> bool:
        where = self.workspace.state.conversations[secret.channel]
        there = self.bot in where.members and not where.archived
        message = where.get(secret.ts) if secret.ts else None
        return there and self.reads(user, where.id) and message is not None and secret.word in str(message.get("text"))

    def _whispers(self, user: str) -> dict[str, dict[str, object]]:
        every = self.workspace.state.conversations.values()
        return {ts: each.message for where in every for ts, each in where.whispers.items() if each.user == user}

    def _actor(self, user: str) -> Actor:
        return self.workspace.member(user)

    async def _one(self, who: Actor) -> tuple[str, Secret] | None:
        """One question; who asked for which secret, where one asks for one."""
        if who.member.deleted or not self.secrets:
            return None
        secret = self.dice.choice(list(self.secrets.values()))
        here = [place for place in PLACES if self._speaks(who.id, place)]
        ways = ["dm", *["recall"] * 5, *["tool"] * 5, "forget", "list", "show", "search", "home", "export"]
        if self.model is not None:
            ways = ["dm", "recall", *["mention"] * (3 if here else 0)]
        how = self.dice.choice([*ways, *(["mention"] if here else [])])
        self.tally.questions[how] += 1
        where = self.dice.choice(here) if here else who.dm_with_app.id
        try:
            return await self._asked(how, who, where, secret)
        except (Refused, Unanswered) as silence:
            self.tally.events[f"no answer: {silence}"] += 1
            return None

    async def _asked(self, how: str, who: Actor, where: str, secret: Secret) -> tuple[str, Secret] | None:
        match how:
            case "mention":
                words = f"@Backend_Architect what about {secret.key}?"
                await who.says(where, self._question(who.id, where, words))
            case "dm":
                dm = who.dm_with_app.id
                await who.says(dm, self._question(who.id, dm, f"what about {secret.key}?"))
            case "recall":
                await who.command(f"/recall ask {secret.key}", where)
                return (who.id, secret)
            case "list":
                await who.command("/adr list", where)
            case "show":
                await who.command(f"/adr show {secret.key}", where)
            case "search":
                await who.command(f"/adr search {secret.key}", where)
            case "forget":
                await who.command("/recall forget", where)
            case "tool":
                await self._asks_a_tool(who, where if self.dice.random() < 0.7 else who.dm_with_app.id)
            case "home":
                await who.opens_home()
            case "export":
                await self.up.app.missed_events.note_if_disconnected()
                data = await self.up.app.parts.personal_data.export(who.id)
                self._check("export", json.dumps({**data, "answers": None, "letters": None}), [who.id])
        return None

    async def _asks_a_tool(self, who: Actor, place: str) -> None:
        """Any tool, as a rule or a model would ask it for somebody."""
        parts = self.up.app.parts
        toolbox = Toolbox(every_tool(), lambda: parts, db=parts.db, team=parts.team, rituals=parts.rituals)
        tool = self.dice.choice(
            [each for each in toolbox.tools.values() if each.effect is Effect.READS or each.name == "my_notes"]
        )
        arguments, alone = self._arguments(tool), self.dice.random() < 0.2
        where = self.workspace.state.conversations[place]
        channel = await parts.team.channel(place)
        kind = PlaceKind.DIRECT if place == who.dm_with_app.id else channel.kind if channel else None
        asking = Asking(who.id, place, kind, self.clock.now(), alone=alone)
        try:
            finding = await toolbox.call(tool.name, asking, arguments)
        except ValidationError:
            self.tally.events[f"{tool.name} was asked with what it does not take"] += 1
            return
        said = to_plain(finding.post("UTC"))
        if tool.audience is Audience.FULL_MEMBERS and finding not in (ASK_PRIVATELY, FOR_MEMBERS):
            said = f"{said} {systems.WORD}"  # whatever it says is of the team's systems, that there is nothing too
        hearers = {who.id} if asking.private else {who.id, *self._readers(where)}
        self._check(f"{tool.name} {arguments} in {place}", said, hearers, None if asking.private else where)

    def _arguments(self, tool: Tool[..., Any]) -> dict[str, object]:
        """Some of what a tool takes, at random."""
        fields = tool.arguments.model_fields.items()
        return {
            name: self._value(name, field) for name, field in fields if field.is_required() or self.dice.random() < 0.6
        }

    def _value(self, name: str, field: FieldInfo) -> object:
        if name == "person":
            return self.dice.choice(["me", *PEOPLE])
        if name == "pull":
            return f"#{self.dice.choice(list(systems.numbers(self.story)))}"
        kinds = [each for each in (field.annotation, *get_args(field.annotation)) if isinstance(each, type)]
        for kind in kinds:
            if issubclass(kind, Enum):
                return self.dice.choice([each.value for each in kind])
            if issubclass(kind, bool):
                return self.dice.random() < 0.5
            if issubclass(kind, int):
                return self.dice.randint(1, 20)
            if issubclass(kind, timeofday):
                return timeofday(self.dice.randint(0, 23))
            if issubclass(kind, date):
                return MONDAY.date() + timedelta(days=self.dice.randint(-3, 3))
        literal = [each for each in get_args(field.annotation) if isinstance(each, str)]
        return self.dice.choice(literal or [secret.key for secret in self.secrets.values()])

    def _speaks(self, user: str, place: str) -> bool:
        where = self.workspace.state.conversations[place]
        return user in where.members and self.bot in where.members and not where.archived

    # --- the game ------------------------------------------------------------------

    async def round(self, questions: int) -> None:
        """Something happens, and then people ask."""
        dice, faults = self.dice, self.workspace.faults
        self.quiet = False
        for _ in range(dice.randint(1, 4)):
            self.change()
        way = dice.random()
        if way < 0.25:
            await self.stop()
            for _ in range(dice.randint(1, 6)):
                self.change()
            if dice.random() < 0.3:
                faults.limit("conversations.members", retry_after=2, times=dice.randint(1, 8))
                self.tally.events["limited start"] += 1
            await self.start()
            self.tally.events["start"] += 1
            self.lately.append("start")
        elif way < 0.35:
            faults.lost_acks = dice.randint(1, 2)
            self.change()
            self.tally.events["acks lost"] += 1
        elif way < 0.45:
            before = await self._epoch()
            self.workspace.sockets.drop()
            self.lately.append("dropped")
            self.tally.events["connection dropped"] += 1
            for _ in range(2):
                self._untold()
            # Nobody can know of it before the other end of the connection has been told that it is closed.
            await until(lambda: self._is_past(before))
        elif way < 0.55:
            await self._behind(questions)
        elif way < 0.65:
            await self.ask_and_wait(min(questions, AT_ONCE))
        elif way < 0.85:
            await self.up.app.learned.wait()
            await self.rest()
            self.quiet = True
        await self._acked()
        await self.ask(questions)
        faults.clear()

    async def _epoch(self) -> int:
        async with self.up.app.parts.db.read() as tx:
            return await epochs.now(tx)

    async def _is_past(self, epoch: int) -> bool:
        return await self._epoch() > epoch

    def _untold(self) -> None:
        """A change of which nobody is told, since the connection is gone."""
        stage, self.stage = self.stage, None
        self.change()
        self.stage = stage

    async def _acked(self) -> None:
        """What Slack has told was acked, over a connection that stands; whether it was worked on is another matter."""
        async with asyncio.timeout(60):
            while not await self._is_acked():  # noqa: ASYNC110 - the SDK tells nobody
                await asyncio.sleep(0.01)

    async def _is_acked(self) -> bool:
        reachable = bool(self.workspace.sockets._usable()) and await self.up.app.connected()
        return reachable and not self.workspace.delivering

    async def _behind(self, questions: int) -> None:
        """The inbox takes in what happens, and nobody works on it; commands come all the same."""
        inbox = self.up.app.inbox
        await self.rest()
        self.tally.events["inbox behind"] += 1
        inbox._desks -= 10
        try:
            for _ in range(3):
                self.change()
            await self._acked()
            for _ in range(min(questions, 4)):
                who = self._actor(self.dice.choice(PEOPLE))
                secret = self.dice.choice(list(self.secrets.values()))
                if who.member.deleted:
                    continue
                await self._recalls_while_behind(who, secret)
        finally:
            inbox._desks += 10
            inbox._stirred.set()

    async def _recalls_while_behind(self, who: Actor, secret: Secret) -> None:
        seen = set(self._whispers(who.id))
        self.tally.questions["recall"] += 1
        try:
            await who.command(f"/recall ask {secret.key}", who.dm_with_app.id)
            await self.workspace.until(lambda: set(self._whispers(who.id)) - seen, timeout=10)
        except (Unanswered, NotSeen) as silence:
            self.tally.events[f"no answer: {type(silence).__name__}"] += 1
        for ts, message in self._whispers(who.id).items():
            if ts not in seen:
                self._check("whisper while behind", _shown(message), [who.id])


def _shown(message: dict[str, object]) -> str:
    blocks = message.get("blocks")
    return "\n".join([*words_of(blocks if isinstance(blocks, list) else []), str(message.get("text") or "")])


@asynccontextmanager
async def _lived_in(url: str, seed: int, *, model: bool) -> AsyncIterator[World]:
    """A world where something was said; with a `model` the app has one, and all that it is sent is read."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(model_server()) if model else None
        world = await stack.enter_async_context(World(url, seed, server).living())
        await world.up.app.learned.wait()
        await world.write_something()
        yield world


async def play_waiting(url: str, seed: int, questions: int, *, a_round: int = 12, model: bool = False) -> Tally:
    """Play a world in which every answer waits, until so many questions were asked."""
    async with _lived_in(url, seed, model=model) as world:
        while world.tally.questions.total() < questions:
            await world.ask_and_wait(min(a_round, questions, AT_ONCE))
        return world.tally


async def play(url: str, seed: int, questions: int, *, a_round: int = 12, model: bool = False) -> Tally:
    """Play a world until so many questions were asked; the database is not emptied between rounds."""
    async with _lived_in(url, seed, model=model) as world:
        rounds = 0
        while world.tally.questions.total() < questions:
            await world.round(min(a_round, questions))
            rounds += 1
            if rounds % 25 == 0:
                await world.write_something()
        return world.tally


def main() -> int:
    """Play as many worlds as the command line says, half of them on each engine; 1 where anything leaked."""
    parser = argparse.ArgumentParser(prog="python -m tests.privacy.worlds", description="Play random worlds.")
    parser.add_argument("--questions", type=int, default=20_000, help="20000")
    parser.add_argument("--seed", type=int, default=1, help="1")
    parser.add_argument("--model", action="store_true", help="with a model, all of whose prompts are read")
    parser.add_argument("--waiting", action="store_true", help="only questions whose answers wait")
    given = parser.parse_args()
    game, most = (play_waiting, A_ROUND) if given.waiting else (play, A_WORLD)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    tallies = {engine: Tally() for engine in ("sqlite", "postgresql")}
    began, world = time.monotonic(), 0
    with tempfile.TemporaryDirectory(prefix="rolecall-worlds-") as folder, postgres.server() as server:
        while sum(each.questions.total() for each in tallies.values()) < given.questions:
            for engine, tally in tallies.items():
                url = _database(engine, server, Path(folder), world)
                tally.add(asyncio.run(game(url, given.seed + world, most, a_round=A_ROUND, model=given.model)))
                said = f"after {time.monotonic() - began:.0f} s, {engine}: {tally.questions.total():,} questions"
                print(f"{said}, {len(tally.leaks)} leaks", flush=True)  # noqa: T201
            world += 1
    for engine, tally in tallies.items():
        print(f"{engine}: {tally}")  # noqa: T201
    return 1 if any(tally.leaks for tally in tallies.values()) else 0


def _database(engine: str, server: str, folder: Path, world: int) -> str:
    if engine == "sqlite":
        place = folder / str(world)
        place.mkdir()
        return fresh_database(place)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(f"world{world}")))
    url = f"{server}/world{world}"
    migrate.upgrade(Database(url).url)
    return url


if __name__ == "__main__":
    sys.exit(main())
