"""People of the workspace, as a test or the page lets them act."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from integrations.workspace import fields, own_commands
from integrations.workspace.changes import Change
from integrations.workspace.errors import Refused, Unanswered
from integrations.workspace.input_markup import as_sent, as_shown
from integrations.workspace.messages import elements
from integrations.workspace.model import Conversation, Json, Member
from integrations.workspace.views import View

if TYPE_CHECKING:
    from integrations.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Said:
    """A message and where it is. `raw` is Slack's message object, and changes with it."""

    channel: str
    raw: Json
    whisper: bool = False

    @property
    def ts(self) -> str:
        """Its timestamp, which is its name in the channel."""
        return str(self.raw["ts"])

    @property
    def user(self) -> str:
        """Who said it."""
        return str(self.raw.get("user", ""))

    @property
    def text(self) -> str:
        """Its text, with Slack's markup."""
        return str(self.raw.get("text", ""))

    @property
    def thread_ts(self) -> str | None:
        """The thread that it is in."""
        return self.raw.get("thread_ts")

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        return list(self.raw.get("blocks") or [])

    @property
    def shown(self) -> str:
        """Every word that a reader sees: the text of its blocks, or its text where it has none."""
        return "\n".join(words(self.blocks)) or self.text

    @property
    def buttons(self) -> list[str]:
        """The words on its buttons."""
        return [label(element) for block in self.blocks for element in elements(block) if element["type"] == "button"]

    def offers(self, button: str, about: str) -> bool:
        """Return True if it has that button beside the words `about`, or in the first block below them with any."""
        return any(button == label(element) for block in _about(self.blocks, about) for element in elements(block))


class Actor:
    """One member and what they can do. Refusals are raised as Refused, silence of the app as Unanswered.

    A modal covers all else, so whoever types a command, starts a shortcut, opens the App Home, or presses something
    in a message or there, has closed what was open before.
    """

    def __init__(self, workspace: "Workspace", member: Member) -> None:
        self._workspace = workspace
        self._state = workspace.state
        self.member = member

    @property
    def id(self) -> str:
        """The user id."""
        return self.member.id

    @property
    def name(self) -> str:
        """The display name."""
        return self.member.name

    # --- talking -------------------------------------------------------------------

    async def says(self, where: str, text: str, thread_ts: str | None = None) -> str:
        """Say something in a channel (`#name` or id), or to a person (`@name` or user id); the ts.

        `@name`, `#channel` and addresses become what Slack's client makes of them; other
        markup stays text.
        """
        conversation = self._speakable(where)
        sent = as_sent(text, self._state, self.id)
        return str(self._workspace.messages.post(conversation, self.member, sent, thread_ts=thread_ts)["ts"])

    async def replies(self, to: Said, text: str) -> str:
        """Say something in the thread of a message."""
        return await self.says(to.channel, text, to.thread_ts or to.ts)

    async def forwards(self, said: Said, where: str, text: str = "") -> str:
        """Share a message in another place, with a few words; the ts."""
        shared = {
            "is_share": True,
            "ts": said.ts,
            "channel_id": said.channel,
            "author_id": said.user,
            "text": said.text,
        }
        sent = as_sent(text, self._state, self.id)
        more = {"attachments": [shared | {"fallback": said.text}]}
        return str(self._workspace.messages.post(self._speakable(where), self.member, sent, more=more)["ts"])

    async def edits(self, where: str, ts: str, text: str) -> None:
        """Change one's own message. Raises Refused: `cant_update_message`, `message_not_found`."""
        conversation = self._own(where, ts, "cant_update_message")
        sent = as_sent(text, self._state, self.id)
        self._workspace.messages.edit(conversation, ts, self.member, lambda message: message.update(text=sent))

    async def deletes(self, where: str, ts: str) -> None:
        """Delete one's own message. Raises Refused: `cant_delete_message`, `message_not_found`."""
        self._workspace.messages.delete(self._own(where, ts, "cant_delete_message"), ts)

    async def reacts(self, where: str, ts: str, name: str) -> None:
        """React to a message with `:name:`."""
        self._workspace.messages.react(self._place(where), ts, self.id, name.strip(":"))

    async def unreacts(self, where: str, ts: str, name: str) -> None:
        """Remove one's own reaction."""
        self._workspace.messages.unreact(self._place(where), ts, self.id, name.strip(":"))

    def _own(self, where: str, ts: str, code: str) -> Conversation:
        conversation = self._place(where)
        message = conversation.get(ts)
        if message is None:
            raise Refused("message_not_found")
        if message.get("user") != self.id:
            raise Refused(code)
        return conversation

    # --- asking the app ------------------------------------------------------------

    async def command(self, text: str, where: str, thread_ts: str | None = None) -> Json | None:
        """Type a slash command, and return what the app acked it with; None for one that is Slack's own.

        Raises Refused: `unknown_command`; `not_in_threads`, as Slack runs no app's command there.
        """
        if thread_ts is not None:
            raise Refused("not_in_threads")
        await self._closes_what_is_open()
        place = self._place(where)
        if own_commands.run(self._workspace, self.member, place, text):
            return None
        return await self._workspace.interactions.command(self.member, place, text)

    async def clicks(self, on: Said | View, button: str, about: str = "") -> None:
        """Press a button of a message, a modal or an App Home, by its words, its action id or its value.

        `about` are words that it belongs to: it is beside them, or first below them.
        """
        block, element = _element(_about(on.blocks, about) if about else on.blocks, button)
        await self._acts(on, {"block_id": block["block_id"], "action_id": element["action_id"]})

    async def stops(self, where: str, thread_ts: str) -> None:
        """Press the stop button that is shown below a thread while the app is busy there."""
        conversation = self._place(where)
        streams = self._workspace.messages.stop_streams(conversation, thread_ts, self.id)
        self._workspace.events.session_stopped(conversation, thread_ts, self.id, streams)

    async def rates(self, on: Said, *, good: bool) -> None:
        """Press the good or the bad one of a message's feedback buttons."""
        block, element = next(
            (block, each) for block in on.blocks for each in elements(block) if each["type"] == "feedback_buttons"
        )
        value = element["positive_button" if good else "negative_button"]["value"]
        await self._acts(on, {"block_id": block["block_id"], "action_id": element["action_id"], "value": value})

    async def picks(self, on: Said | View, element: str, choice: Any) -> None:
        """Choose in a select, a picker, checkboxes or a menu, named by its action id or block id."""
        block, found = _element(on.blocks, element)
        ids = {"block_id": block["block_id"], "action_id": found["action_id"]}
        if found["type"] == "overflow":
            await self._acts(on, ids | {"selected_option": fields.option(found, choice)})
        else:
            await self._acts(on, ids | fields.filled(found, choice))

    async def _acts(self, on: Said | View, action: Json) -> None:
        if not (isinstance(on, View) and on.is_modal):
            await self._closes_what_is_open()
        if isinstance(on, View):
            await self._workspace.interactions.act_in_view(self.member, on, action)
        else:
            conversation = self._state.conversations[on.channel]
            await self._workspace.interactions.act_on_message(self.member, conversation, on.ts, action)

    async def fills(self, view: View, values: Mapping[str, Any] | None = None) -> dict[str, str]:
        """Fill fields in, named by label, block id or action id, and submit.

        Fields that are not named keep what they have. The complaints by field label, empty
        where the form was taken; silence of the app is the complaint of "".
        """
        given: dict[str, dict[str, Json]] = {}
        for name, value in (values or {}).items():
            block = _input(view, name)
            given[block["block_id"]] = {block["element"]["action_id"]: fields.filled(block["element"], value)}
        complaints = await self.submits(view, given)
        labels = {block["block_id"]: block["label"]["text"] for block in view.blocks if block["type"] == "input"}
        return {labels.get(block_id, block_id): words for block_id, words in complaints.items()}

    async def submits(self, view: View, values: Mapping[str, Mapping[str, Json]] | None = None) -> dict[str, str]:
        """Submit a modal with states by block id and action id; the complaints by block id."""
        return await self._workspace.interactions.submit(self.member, view, values or {})

    async def closes(self, view: View) -> None:
        """Close a modal."""
        await self._workspace.interactions.close(self.member, view)

    async def _closes_what_is_open(self) -> None:
        while (view := self.view) is not None:
            with suppress(Unanswered):  # nothing is shown of that
                await self.closes(view)

    async def shortcut(self, callback_id: str, on: Said | None = None) -> None:
        """Start a shortcut, on a message where it is a message's."""
        await self._closes_what_is_open()
        conversation = self._state.conversations[on.channel] if on else None
        await self._workspace.interactions.shortcut(self.member, callback_id, conversation, on.ts if on else None)

    async def opens_home(self) -> View | None:
        """Open the app's Home tab, and return what is shown at this moment."""
        await self._closes_what_is_open()
        home = self._workspace.views.home(self.id)
        shown = home.as_slack(self._state) if home else None
        self._workspace.events.home_opened(self.id, self.dm_with_app.id, "home", shown)
        return home

    async def opens_dm(self, other: str | None = None) -> str:
        """Open the DM with somebody (default: the app), and return its id."""
        if other is None or self._state.member(other).is_bot:
            self._workspace.events.home_opened(self.id, self.dm_with_app.id, "messages", None)
            return self.dm_with_app.id
        return self._state.dm(self.id, self._state.member(other).id).id

    # --- coming, going, being away -------------------------------------------------

    async def joins(self, where: str) -> None:
        """Join a public channel."""
        self._workspace.join(self._place(where), self.id)

    async def leaves(self, where: str) -> None:
        """Leave a channel."""
        self._workspace.leave(self._place(where), self.id)

    async def invites(self, who: str, where: str) -> None:
        """Invite somebody, or the app, to a channel."""
        self._workspace.join(self._place(where), self._state.member(who).id, self.id)

    async def removes(self, who: str, where: str) -> None:
        """Remove somebody, or the app, from a channel."""
        self._workspace.leave(self._place(where), self._state.member(who).id)

    async def sets_status(self, text: str, emoji: str = "", until: datetime | None = None) -> None:
        """Set one's status; both empty clears it."""
        self._workspace.set_status(self.member, text, emoji, until)

    async def reads(self, where: str, ts: str | None = None) -> None:
        """Read a channel up to a message, or to its end."""
        conversation = self._place(where)
        conversation.read[self.id] = ts or self._state.timestamps.ts()
        self._workspace.changes.tell(Change("channel", {"channel": conversation.id}, frozenset({self.id})))

    # --- seeing --------------------------------------------------------------------

    @property
    def dm_with_app(self) -> Conversation:
        """The DM with the app."""
        return self._state.dm(self._state.app.bot_user, self.id)

    @property
    def view(self) -> View | None:
        """The modal before them."""
        return self._workspace.views.top(self.id)

    @property
    def home(self) -> View | None:
        """Their App Home."""
        return self._workspace.views.home(self.id)

    def sees(self, where: str, thread_ts: str | None = None) -> list[Said]:
        """What they see in a channel or one of its threads, whispers to them among it, oldest first."""
        conversation = self._place(where)
        messages = conversation.thread(thread_ts) if thread_ts else list(conversation.all())
        said = [Said(conversation.id, message) for message in messages]
        said += [each for each in self.whispers(where) if thread_ts in (None, each.thread_ts)]
        return sorted(said, key=lambda each: each.ts)

    def whispers(self, where: str) -> list[Said]:
        """The ephemeral messages to them in a channel, oldest first."""
        conversation = self._place(where)
        hers = (each for each in conversation.whispers.values() if each.user == self.id)
        return [Said(conversation.id, each.message, whisper=True) for each in hers]

    def hears(self) -> list[Said]:
        """Everything that the app has told them alone: DMs and whispers, oldest first."""
        bot = self._state.app.bot_user
        told = [Said(self.dm_with_app.id, each) for each in self.dm_with_app.all() if each.get("user") == bot]
        for conversation in self._state.conversations.values():
            if self._state.can_see(conversation, self.id):
                told += self.whispers(conversation.id)
        return sorted(told, key=lambda each: each.ts)

    def shown(self, said: Said) -> str:
        """A message's text as they read it: names for ids."""
        return as_shown(said.text, self._state)

    def _place(self, where: str) -> Conversation:
        if where in self._state.members or where.startswith("@"):
            return self._state.dm(self.id, self._state.member(where).id)
        return self._state.conversation(where, self.id)

    def _speakable(self, where: str) -> Conversation:
        conversation = self._place(where)
        if conversation.archived:
            raise Refused("is_archived")
        if self.id not in conversation.members:
            raise Refused("not_in_channel")
        return conversation


def words(value: Any) -> list[str]:
    """Every text inside blocks, in order; a line of rich text is one, and a picture is what is said of it."""
    if isinstance(value, dict) and str(value.get("type")).startswith("rich_text_") and "elements" in value:
        if value["type"] == "rich_text_list":
            return words(value["elements"])
        return ["".join(each for item in value["elements"] for each in words(item))]
    if isinstance(value, list):
        return [each for item in value for each in words(item)]
    if not isinstance(value, dict):
        return []
    if value.get("type") == "date" and isinstance(value.get("fallback"), str):
        return [value["fallback"]]
    if value.get("type") == "image":
        return [f"[{value.get('alt_text', '')}]"]
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    return own + [each for name, item in value.items() if isinstance(item, dict | list) for each in words(item)]


def label(element: Json) -> str:
    """The words on a button."""
    return str((element.get("text") or {}).get("text") or "")


def _about(blocks: list[Json], about: str) -> list[Json]:
    """The block with what people can use that goes with these words; none where there is none."""
    names = [place for place, block in enumerate(blocks) if about in " ".join(words(block))]
    below = blocks[names[0] :] if names else []
    return [block for block in below if elements(block)][:1]


def _element(blocks: list[Json], wanted: str) -> tuple[Json, Json]:
    for block in blocks:
        for element in elements(block):
            names = (label(element), element.get("action_id"), element.get("value"), block.get("block_id"))
            if wanted in names:
                return block, element
    there = [label(each) or each.get("action_id") for block in blocks for each in elements(block)]
    raise LookupError(f"there is no {wanted!r}; there are {there}")


def _input(view: View, name: str) -> Json:
    inputs = [block for block in view.blocks if block["type"] == "input"]
    for block in inputs:
        if name in (block["label"]["text"], block["block_id"], block["element"]["action_id"]):
            return block
    raise LookupError(f"the form has no field {name!r}; it has {[each['label']['text'] for each in inputs]}")
