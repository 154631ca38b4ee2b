"""Slack's door for what people do: reads it, asks the feature, answers Slack in time, and shows the rest.

One order holds for every command, click, form and message shortcut: the feature decides and
commits; then Slack gets its answer (the ack); then people are told, and forms opened. Whatever
goes wrong becomes words here, and nowhere else.
"""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import structlog

from bot.interactions.features import Feature, Handler
from bot.slack.bolt import AsyncAck, AsyncApp, BoltResponse
from bot.slack.payloads import (
    Payload,
    person_of,
    place_of,
    read_change,
    read_click,
    read_command,
    read_message_action,
    read_submission,
    thread_of,
)
from bot.slack.slow_forms import SlowForms
from integrations.chat import ChatError, ChatRefused
from integrations.form import Form, change_of
from integrations.interaction import (
    Change,
    Click,
    Command,
    Interaction,
    MessageAction,
    Opens,
    Outcome,
    Redraws,
    Says,
    Submission,
    Waits,
    Wrong,
)
from integrations.markdown import to_plain
from integrations.post import Code, Post
from integrations.slack.chat import Chat
from integrations.slack.forms import form_errors, read_form, render_form
from jobs.carried import Outdated
from jobs.delivery.worker import outlived
from jobs.errors import NotAccepted, UserError

log = structlog.get_logger()

Read = Callable[[Payload], Interaction]


def _of_an_action(body: Payload) -> str:
    return str(body["actions"][0]["action_id"])


_WAYS: Mapping[type[Interaction], tuple[Callable[[Payload], str], Read]] = {
    Command: (lambda body: str(body["command"]), read_command),
    Click: (_of_an_action, read_click),
    Submission: (lambda body: str(body["view"]["callback_id"]), read_submission),
    Change: (_of_an_action, read_change),
    MessageAction: (lambda body: str(body["callback_id"]), read_message_action),
}
"""Of each way of doing something: where its payload has the name that a feature listens to, and who reads it."""
_ANYTHING = re.compile("")
_EARLIER = "It may be from an earlier version of me."
_HELP = 'Write "help" to me, and I show you what I can do now.'
_NOT_KNOWN: Mapping[type[Interaction], str] = {
    Command: f"I don't know this command. {_HELP}",
    Click: f"I don't know this button any more. {_EARLIER} {_HELP}",
    Submission: f"I can't take this form any more. {_EARLIER} What you typed is still here to copy. {_HELP}",
    MessageAction: f"I don't know this entry of the menu any more. {_EARLIER} {_HELP}",
    Change: f"I can't change this form any more. {_EARLIER} What you typed is still there to copy. {_HELP}",
}
"""What is said where no feature listens, or where none can read what the button or the form carried."""


class Dispatcher:
    """Hands what people do in Slack to the features, and what comes of it to Slack."""

    def __init__(
        self, app: AsyncApp, chat: Chat, slow_forms: SlowForms, done: Callable[[str], Awaitable[None]] | None = None
    ) -> None:
        """Hear of it from `app`, and answer with `chat`; `slow_forms` for what takes long.

        `done` hears afterwards who did something.
        """
        self.app = app
        self._done = done
        self._chat = chat
        self._slow_forms = slow_forms
        self._answering: set[asyncio.Task[Any] | None] = set()

    def register(self, features: Iterable[Feature[...]], parts: object) -> None:
        """Listen for features, each of which takes what it needs of `parts`."""
        handlers: dict[type[Interaction], dict[str, Handler]] = {way: {} for way in _WAYS}
        for feature in features:
            handler, way = feature.bound(parts), feature.listens_to
            handlers[way] |= {change_of(each) if way is Change else each: handler for each in feature.names}
        # One listener of Bolt for each way: it inspects every one at the start, and tries them all for every click.
        listen = {
            Command: self.app.command,
            Click: self.app.action,
            Submission: self.app.view,
            Change: self.app.action,
            MessageAction: self.app.shortcut,
        }
        # Changes and clicks come in the same way: what is no change is a click.
        for way, named in sorted(handlers.items(), key=lambda each: each[0] is not Change):
            these = re.compile(rf"\A(?:{'|'.join(map(re.escape, named))})\Z") if way is Change else _ANYTHING
            if named or way is not Change:
                listen[way](these)(self._listener(way, named))
        self.app.error(self._unreadable)

    @property
    def busy(self) -> bool:
        """Whether something that people did is being answered; the ack is not the end of it."""
        return bool(self._answering)

    async def finish(self, grace_s: float) -> None:
        """Let what is being answered come to its end, for `grace_s` seconds."""
        if tasks := [task for task in self._answering if task is not None]:
            await asyncio.wait(tasks, timeout=grace_s)

    async def _unreadable(self, error: Exception, ack: AsyncAck, body: dict[str, Any]) -> BoltResponse:
        """Answer a payload that Bolt itself cannot make out."""
        await _Answer(self._chat, self._slow_forms, ack, body).explain(error)
        return BoltResponse(status=200)

    def _listener(self, way: type[Interaction], handlers: Mapping[str, Handler]) -> Any:
        name_of, read = _WAYS[way]

        async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
            task = asyncio.current_task()  # Bolt lets go of it as soon as it has acked
            self._answering.add(task)
            answer = _Answer(self._chat, self._slow_forms, ack, body)
            try:
                if way is Submission:
                    answer.asked = read_form(body["view"])
                handler = handlers.get(name_of(body))
                if handler is None:
                    await answer.explain(UserError(_NOT_KNOWN[way]))
                else:
                    await answer.show(await handler(read(body)))
                await self._did(person_of(body))
            except Outdated:
                await answer.explain(UserError(_NOT_KNOWN[way]))
            except Exception as problem:
                # Bolt would lose the ack of a listener that raises right behind it.
                await answer.explain(problem)
            finally:
                self._answering.discard(task)

        return listener

    async def _did(self, person: str) -> None:
        if self._done is None:
            return
        with outlived("not_done_after", person=person):  # it was answered; nobody is told of what comes after it
            await self._done(person)


class _Answer:
    """The answer to one interaction, as far as it has come."""

    def __init__(self, chat: Chat, slow_forms: SlowForms, ack: AsyncAck, body: Payload) -> None:
        self._chat = chat
        self._slow_forms = slow_forms
        self._ack = ack
        self._body = body
        self._acked = False
        self._view = str(body["view"].get("id")) if body.get("type") == "block_actions" and _is_modal(body) else None
        self.asked: Mapping[str, object] = {}
        """The fields of the form that was sent."""

    async def show(self, outcome: Outcome | None) -> None:
        """Answer Slack first, then show the outcome, and then what follows it. Raises `ChatError` and what follows."""
        if outcome is None:
            return
        match outcome:
            case Wrong(fields):
                await self._answer(form_errors(self._at_fields(fields)))
                return
            case Waits(form, work):
                await self._slow_forms.show(self._answer, person_of(self._body), self._body["view"]["id"], form, work)
                return
            case Redraws(Form() as form) if self._view is not None and not self._acked:
                await self._answer()
                await self._update(form)
            case Redraws(Form() as form) if not self._acked:
                await self._answer({"response_action": "update", "view": render_form(form)})
            case Redraws(Form() as form):
                await self._update(form)
            case Redraws(Post() as post):
                await self._answer()
                await self._tell(post, replace=True)
            case Says(post, more):
                await self._answer()
                for each in (post, *more):
                    await self._tell(each)
            case Opens():
                await self._answer()
                await self._open(outcome)
                return
            case _:
                await self._answer()
        if outcome.then is not None:
            await self.show(await outcome.then())

    async def explain(self, problem: Exception) -> None:
        """Turn what was raised into words for who waits, or into an id for them and the log.

        Slack is answered either way. A form stays open with it, for what was typed would be lost
        with the form.
        """
        if isinstance(problem, UserError):
            words = Post(headline=(str(problem),))
        else:
            number = secrets.token_hex(4)
            log.error("listener_failed", id=number, exc_info=problem)
            words = Post(headline=("That went wrong on my side. The log has it as ", Code(text=number), "."))
        if self.asked and not self._acked:
            fields = problem.fields if isinstance(problem, NotAccepted) else {}
            await self._answer(form_errors(self._at_fields(fields, otherwise=to_plain(words))))
            return
        await self._answer()
        await self._tell(words)

    async def _answer(self, body: Mapping[str, Any] | None = None) -> None:
        """Answer Slack's request, which can be done only once."""
        if not self._acked:
            self._acked = True
            await (self._ack(dict(body)) if body else self._ack())

    def _at_fields(self, wrong: Mapping[str, str], otherwise: str = "") -> Mapping[str, str]:
        """What is wrong at the fields that the form has; what is wrong with none of them, at its first."""
        shown = {name: words for name, words in wrong.items() if name in self.asked}
        return shown or {next(iter(self.asked)): otherwise or " ".join(wrong.values())}

    async def _open(self, opens: Opens) -> None:
        """Open a form within the three seconds that Slack gives, and fill it in."""
        self._view = await self._chat.open_form(str(self._body["trigger_id"]), opens.form)
        if opens.then is None:
            return
        try:
            await self.show(await opens.then())
        except UserError as problem:
            if opens.form.asks:
                raise
            await self._update(opens.form.saying(str(problem)))
        except ChatError as silence:
            if not opens.form.asks:
                raise
            # It may be closed or sent by now; as it is it is a form like any other.
            log.info("form_not_filled_in", why=silence.code)

    async def _update(self, form: Form) -> None:
        """Show another form in the place of the one that is open, or its words to who has closed that."""
        assert self._view is not None  # noqa: S101 # a feature redraws the form that it opened
        try:
            await self._chat.update_form(self._view, form)
        except ChatRefused:
            if not form.asks:
                await self._tell(form.as_post())

    async def _tell(self, post: Post, *, replace: bool = False) -> None:
        """Say it to nobody but who did it. Best effort."""
        person, place, thread = person_of(self._body), place_of(self._body), thread_of(self._body)
        try:
            if thread and person and place and not replace:
                try:  # a response URL says nothing privately in a thread: it would stand in the channel
                    await self._chat.whisper(place, person, post, thread=thread)
                    return
                except ChatRefused as refusal:
                    log.info("not_whispered_in_thread", why=refusal.code)
            if url := self._body.get("response_url"):
                await self._chat.respond(str(url), post, replace=replace)
            elif place and person:
                await self._chat.whisper(place, person, post)
            elif person:
                await self._chat.post(await self._chat.open_dm(person), post, key=f"explain:{secrets.token_hex(8)}")
        except ChatError as silence:
            log.warning("private_answer_not_delivered", why=silence.code)


def _is_modal(body: Payload) -> bool:
    """Return True where something was chosen or pressed in a form, which is open then; an App Home is a view too."""
    view = body.get("view")
    return isinstance(view, Mapping) and view.get("type") == "modal"
