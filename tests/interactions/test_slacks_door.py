"""What Slack's door does with what a feature returns or raises, whatever the feature is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from bot.interactions.features import Feature, clicked, command, submitted
from bot.slack.interactions import Dispatcher
from integrations.chat import ChatError, ChatRefused, ChatUncertain, Refusal
from integrations.form import Form, TextField
from integrations.interaction import Click, Command, Done, Opens, Outcome, Redraws, Says, Submission, Wrong
from integrations.markdown import to_plain
from integrations.post import Post, SmallPrint
from jobs.errors import NotAccepted, UserError

LOADING = Form(callback="form", title="Form", fields=(SmallPrint(text=("Reading …",)),))
ASKING = Form(
    callback="form", title="Form", fields=(TextField(name="one", label="One"), TextField(name="two", label="Two"))
)
HELLO = Post(headline=("hello",))
SECRET = "dsn=postgresql://u:hunter2@db"


class App:
    """Stands where Bolt's app does, and calls what was registered."""

    def __init__(self) -> None:
        self.listeners: dict[str, Callable[..., Awaitable[None]]] = {}

    def command(self, _: object) -> Callable[[Any], None]:
        return lambda listener: self.listeners.update(command=listener)

    def action(self, _: object) -> Callable[[Any], None]:
        return lambda listener: self.listeners.update(actions=listener)

    def view(self, _: object) -> Callable[[Any], None]:
        return lambda listener: self.listeners.update(view=listener)

    def shortcut(self, _: object) -> Callable[[Any], None]:
        return lambda listener: self.listeners.update(callback_id=listener)

    def error(self, _handler: Any) -> None:
        pass


@dataclass
class Chat:
    """Writes down in which order Slack is told what."""

    told: list[str] = field(default_factory=list)
    refuses: dict[str, ChatError] = field(default_factory=dict)

    async def _call(self, what: str, method: str) -> None:
        if method in self.refuses:
            raise self.refuses[method]
        self.told.append(what)

    async def respond(self, _url: str, post: Post, *, replace: bool = False) -> None:
        await self._call(f"{'replaced by' if replace else 'said'}: {to_plain(post)}", "respond")

    async def whisper(self, _channel: str, _user: str, post: Post, *, thread: str | None = None) -> None:
        where = f" in thread {thread}" if thread else ""
        await self._call(f"whispered{where}: {to_plain(post)}", "whisper")

    async def open_dm(self, user: str) -> str:
        return f"D-{user}"

    async def post(self, channel: str, post: Post, *, key: str) -> str:
        await self._call(f"{channel}: {to_plain(post)}", "post")
        return "1.0"

    async def open_form(self, trigger: str, form: Form) -> str:
        await self._call(f"opened: {shown(form)}", "open_form")
        return "V1"

    async def update_form(self, view: str, form: Form) -> None:
        await self._call(f"{view}: {shown(form)}", "update_form")


def shown(form: Form) -> str:
    return "one, two" if form == ASKING else to_plain(form.as_post())


class Door:
    """Slack's door before one feature."""

    def __init__(self, feature: Feature[...]) -> None:
        self.chat, app = Chat(), App()
        self.answer: Any = None
        Dispatcher(cast(Any, app), cast(Any, self.chat), cast(Any, None)).register([feature], SimpleNamespace())
        self._listeners = app.listeners

    async def _ack(self, answer: Any = None) -> None:
        self.answer = answer
        self.chat.told.append("ack")

    async def hears(self, body: dict[str, Any]) -> list[str]:
        """What Slack is told, in order, of what it sends."""
        listener = next((each for key, each in self._listeners.items() if key in body), self._listeners["actions"])
        await listener(ack=self._ack, body=body)
        return self.chat.told


PERSON = {"user": {"id": "U1"}, "trigger_id": "T1"}
CLICK = PERSON | {"channel": {"id": "C1"}, "actions": [{"action_id": "press", "value": "7"}], "response_url": "r"}
COMMAND = {"command": "/do", "text": " x &lt; 3 ", "user_id": "U1", "channel_id": "C1", "trigger_id": "T1"}
VALUES = {name: {name: {"type": "plain_text_input", "value": "words"}} for name in ("one", "two")}
SENT = PERSON | {"view": {"id": "V9", "callback_id": "form", "private_metadata": "c", "state": {"values": VALUES}}}


async def test_it_acks_what_is_committed_before_it_tells() -> None:
    @clicked("press")
    async def press(click: Click) -> Outcome:
        door.chat.told.append(f"committed {click.value} of {click.person} in {click.place}")
        return Says(HELLO, then=follows)

    async def follows() -> Outcome:
        door.chat.told.append("followed")
        return Redraws(HELLO)

    door = Door(press)
    assert await door.hears(CLICK) == [
        "committed 7 of U1 in C1",
        "ack",
        "said: hello",
        "followed",
        "replaced by: hello",
    ]


IN_THREAD = {"type": "message", "message_ts": "2.0", "thread_ts": "1.0"}
BEGINS_IT = IN_THREAD | {"message_ts": "1.0"}


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({"container": IN_THREAD}, "whispered in thread 1.0: hello"),
        ({"message": {"ts": "2.0", "thread_ts": "1.0"}}, "whispered in thread 1.0: hello"),
        ({"container": BEGINS_IT, "message": {"ts": "1.0", "thread_ts": "1.0"}}, "said: hello"),
        ({"container": {"type": "message", "message_ts": "1.0"}}, "said: hello"),
    ],
)
async def test_what_is_said_of_a_click_in_a_thread_is_said_there(where: dict[str, Any], told: str) -> None:
    @clicked("press")
    async def press(_: Click) -> Outcome:
        return Says(HELLO, then=then)

    async def then() -> Outcome:
        return Redraws(HELLO)

    assert await Door(press).hears(CLICK | where) == ["ack", told, "replaced by: hello"]


async def test_where_slack_takes_nothing_in_the_thread_it_is_said_in_the_channel() -> None:
    @clicked("press")
    async def press(_: Click) -> Outcome:
        return Says(HELLO)

    door = Door(press)
    door.chat.refuses["whisper"] = ChatRefused("not_in_channel", Refusal.NOT_IN_PLACE)
    assert await door.hears(CLICK | {"container": IN_THREAD}) == ["ack", "said: hello"]


async def test_what_is_slow_is_acked_first() -> None:
    @command("/do", slow=True)
    async def do(typed: Command) -> Outcome:
        door.chat.told.append(f"asked for {typed.words}")
        return Says(HELLO)

    door = Door(do)
    assert await door.hears(COMMAND) == ["ack", "asked for x < 3", "whispered: hello"]


def raising(problem: Exception, *, after_the_ack: bool) -> Callable[[Any], Awaitable[Outcome]]:
    async def do(_: Any) -> Outcome:
        if after_the_ack:
            return Done(then=lambda: do_not())
        return await do_not()

    async def do_not() -> Outcome:
        raise problem

    return do


@pytest.mark.parametrize("after_the_ack", [False, True])
async def test_what_is_raised_becomes_words_or_an_id_that_the_log_has(after_the_ack: bool) -> None:
    kindly = Door(clicked("press")(raising(UserError("Not today."), after_the_ack=after_the_ack)))
    assert await kindly.hears(CLICK) == ["ack", "said: Not today."]
    badly = Door(clicked("press")(raising(RuntimeError(SECRET), after_the_ack=after_the_ack)))
    with capture_logs() as logs:
        ack, said = await badly.hears(CLICK)
    (failed,) = logs
    assert (ack, failed["event"]) == ("ack", "listener_failed")
    assert said == f"said: That went wrong on my side. The log has it as {failed['id']}."


@pytest.mark.parametrize(
    ("problem", "errors"),
    [
        (UserError("Not today."), {"one": "Not today."}),
        (NotAccepted({"two": "Too long.", "three": "No such."}), {"two": "Too long."}),
        (NotAccepted({"three": "No such."}), {"one": "No such."}),
    ],
)
async def test_a_form_that_is_not_taken_stays_open_with_the_reason_at_its_field(
    problem: UserError, errors: dict[str, str]
) -> None:
    door = Door(submitted("form")(raising(problem, after_the_ack=False)))
    assert await door.hears(SENT) == ["ack"]
    assert door.answer == {"response_action": "errors", "errors": errors}


async def test_a_form_stays_open_with_an_id_where_it_fails_and_is_told_by_message_once_it_is_closed() -> None:
    door = Door(submitted("form")(raising(RuntimeError(SECRET), after_the_ack=False)))
    await door.hears(SENT)
    assert door.answer["errors"]["one"].startswith("That went wrong on my side. The log has it as")
    door = Door(submitted("form")(raising(UserError("Not today."), after_the_ack=True)))
    assert await door.hears(SENT) == ["ack", "D-U1: Not today."]


async def test_a_form_is_told_what_is_wrong_or_turns_into_another() -> None:
    async def wrong(sent: Submission) -> Outcome:
        assert (sent.id, sent.carry, sent.values) == ("V9", "c", {"one": "words", "two": "words"})
        return Wrong({"two": "Shorter."})

    async def another(_: Submission) -> Outcome:
        return Redraws(LOADING)

    door = Door(submitted("form")(wrong))
    await door.hears(SENT)
    assert door.answer["errors"] == {"two": "Shorter."}
    door = Door(submitted("form")(another))
    await door.hears(SENT)
    assert door.answer["response_action"] == "update"


def opening(form: Form, fill: Callable[[], Awaitable[Outcome | None]]) -> Door:
    @clicked("press")
    async def press(_: Click) -> Outcome:
        return Opens(form, then=fill)

    return Door(press)


async def asking() -> Outcome:
    return Redraws(ASKING)


async def saying() -> Outcome:
    return Redraws(LOADING.saying("Done."))


async def refusing() -> Outcome:
    raise UserError("Not yours.")


async def silent() -> Outcome:
    raise ChatUncertain("TimeoutError")


async def test_a_form_opens_at_once_and_is_filled_in_after() -> None:
    assert await opening(LOADING, asking).hears(CLICK) == ["ack", "opened: Reading …", "V1: one, two"]
    assert await opening(LOADING, refusing).hears(CLICK) == ["ack", "opened: Reading …", "V1: Not yours."]


async def test_who_has_closed_a_form_meanwhile_is_told_what_came_of_it_and_asked_nothing() -> None:
    for fill, told in ((saying, ["said: Done."]), (refusing, ["said: Not yours."]), (asking, [])):
        door = opening(LOADING, fill)
        door.chat.refuses["update_form"] = ChatRefused("not_found")
        assert (await door.hears(CLICK))[2:] == told


async def test_a_form_that_can_be_sent_already_is_left_as_it_is_where_more_cannot_be_had() -> None:
    assert await opening(ASKING, silent).hears(CLICK) == ["ack", "opened: one, two"]
    told = await opening(LOADING, silent).hears(CLICK)
    assert told[2].startswith("said: That went wrong on my side.")


async def test_an_answer_that_cannot_be_given_any_more_is_given_up() -> None:
    door = Door(clicked("press")(raising(UserError("Not today."), after_the_ack=False)))
    door.chat.refuses["respond"] = ChatRefused("expired_url")
    assert await door.hears(CLICK) == ["ack"]


@pytest.mark.parametrize("odd", [{}, {"user": "U1"}, {"user": {"id": "U1"}, "actions": []}, {"channel": 7}])
async def test_a_payload_that_is_none_is_acked_all_the_same(odd: dict[str, Any]) -> None:
    assert (await Door(clicked("press")(raising(UserError(""), after_the_ack=False))).hears(odd))[0] == "ack"
