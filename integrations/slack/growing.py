"""Messages that grow while they are written, by Slack's streaming calls, and by `chat.update` where these cannot be.

A stream takes Markdown and only ever adds to what it has, so a post is drawn as Markdown in which
nothing of theirs can come alive, and only what follows the words that are there already is sent.
The finished message is the post as it is always drawn.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from integrations.chat import ChatRefused, Growing, Posted
from integrations.deferred import pattern
from integrations.links import usable
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Buttons,
    Chart,
    Code,
    Heading,
    InChannel,
    Italic,
    Link,
    Mention,
    Paragraph,
    Post,
    Preformatted,
    Quote,
    Span,
    Steps,
    Strike,
    Table,
    Text,
)
from integrations.slack import buttons, events, spans
from integrations.slack.escape import Json, width
from integrations.slack.limits import PART
from integrations.slack.pieces import plan
from integrations.words import as_list, clean, grid, one_line, spoken

MOST = 11_000
"""Characters of a stream; a call takes 12,000, and what comes after is seen when the message is finished."""
DIED, STOPPED = "message_not_in_streaming_state", "stopped_by_user"
"""What Slack says of a stream that takes no more: after some five minutes, and where its reader stopped it."""
Call = Callable[..., Awaitable[dict[str, Any]]]


class GrowingMessages:
    """Begins, adds to and finishes them. Each raises what every call of the chat does."""

    def __init__(self, call: Call, update: Callable[[str, str, Post, str], Awaitable[None]]) -> None:
        """`call` writes to Slack; `update` (channel, ts, post, key) replaces a message."""
        self._call = call
        self._update = update

    async def begin(self, channel: str, post: Post, thread_ts: str, reader: str, team: str) -> Growing:
        """Begin one in a thread, for `reader`."""
        message = Growing(channel, "", None, streams=True)
        begun = await self._call(
            "chat.startStream",
            channel=channel,
            thread_ts=thread_ts,
            recipient_user_id=reader,
            recipient_team_id=team,
            task_display_mode="plan",
            chunks=_chunks(message, post) or None,
        )
        message.id, message.at = str(begun["ts"]), events.said_at(str(begun["ts"]))
        return message

    async def grow(self, message: Growing, post: Post, *, key: str) -> None:
        """Let a message of ours show all of `post`, which begins as what it shows already."""
        if message.streams:
            before = message.said, message.steps
            chunks = _chunks(message, post)
            if not chunks:
                return
            try:
                await self._call("chat.appendStream", channel=message.channel, ts=message.id, chunks=chunks)
            except ChatRefused as refused:
                message.said, message.steps = before
                if refused.code != DIED:
                    raise
                message.streams = False
            else:
                return
        await self._update(message.channel, message.id, post, key)

    async def finish(self, channel: str, ts: str, post: Post, *, key: str) -> None:
        """Let a message of ours be `post`, whether it still grows or not. Safe to repeat."""
        try:
            await self._call("chat.stopStream", channel=channel, ts=ts)
        except ChatRefused as refused:
            if refused.code not in (DIED, STOPPED):
                raise
        await self._update(channel, ts, post, key)


def still_grows(raw: Mapping[str, Any]) -> bool:
    """Return True for a message of which Slack says that it is being written."""
    return raw.get("streaming_state") == "in_progress"


def posted(raw: Mapping[str, Any]) -> Posted:
    """A message of ours as Slack gives it."""
    return Posted(str(raw["ts"]), events.said_at(str(raw["ts"])))


def _chunks(message: Growing, post: Post) -> list[Json]:
    """What a stream is sent so that it shows `post`; `message` takes note of it."""
    chunks: list[Json] = []
    for block in post.blocks:
        if isinstance(block, Steps) and block != message.steps and block.steps:
            drawn = plan(block)
            before = list(plan(message.steps)["tasks"]) if message.steps else []
            chunks.append({"type": "plan_update", "title": drawn["title"]})
            chunks += [
                {"type": "task_update", "id": each["task_id"], "title": each["title"], "status": each["status"]}
                for number, each in enumerate(drawn["tasks"])
                if number >= len(before) or before[number] != each
            ]
            message.steps = block
        elif isinstance(block, Buttons) and not message.id:
            chunks.append({"type": "blocks", "blocks": list(buttons.rows(block.buttons, PART))})
    said = markdown(post)
    if said != message.said and said.startswith(message.said) and width(said) <= MOST:
        chunks.append({"type": "markdown_text", "text": said[len(message.said) :]})
        message.said = said
    return chunks


# --- a post as Markdown that a stream can take -------------------------------------

_JOINER = "\u2060"
"""Is not seen, has no width, and parts what would come alive together."""
_ALIVE = pattern(r"(?<=[<@])(?=.)|(?<=\])(?=[(:\[])|(?<=:)(?=//)|(?<=\w)(?=\.[^\W\d_])|(?<=&)(?=[\w#])")
_LINE_START = pattern(r"^(?=[ \t]*(?:[#>+=|-]|\d{1,9}[.)]))", re.MULTILINE)
_MARKS = pattern(r"[\\*`~]|(?<![^\W_])_|_(?![^\W_])")
_STYLES: dict[type, str] = {Bold: "**", Italic: "_", Strike: "~~"}


def markdown(post: Post) -> str:
    """The words of a post as Markdown for a stream: live is what our spans make live, and no more."""
    parts = [_words(post.headline)] if post.headline else []
    after_a_list = False
    for block in post.blocks:
        if part := _block(block):
            is_list = isinstance(block, Bullets)
            parts.append(("\n" if is_list and after_a_list else "\n\n" if parts else "") + part)
            after_a_list = is_list
    return "".join(parts)


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return _words(block.text)
        case Heading():
            return f"## {_literal(one_line(block.text))}"
        case Bullets():
            signs = (f"{n}." if block.numbered else "-" for n in range(block.start, block.start + len(block.items)))
            indent = " " * 4 * block.depth
            hanging = "\n" + indent + "  "
            return "\n".join(
                f"{indent}{sign} {_words(item).replace(chr(10), hanging)}"
                for sign, item in zip(signs, block.items, strict=True)
            )
        case Quote():
            return "\n".join(f"> {line}" for line in _words(block.text).split("\n"))
        case Preformatted():
            return _fenced(clean(block.text))
        case Chart():
            return _block(as_list(block))
        case Table():
            return _fenced("\n".join(grid(block)))
    return ""


def _words(text: Text) -> str:
    return "".join(_span(span) for span in spans.tidy(text))


def _span(span: str | Span) -> str:
    match span:
        case Bold() | Italic() | Strike():
            mark, said = _STYLES[type(span)], span.text.strip()
            return span.text.replace(said, f"{mark}{_literal(said)}{mark}", 1) if said else span.text
        case Code():
            return f"`{_apart(one_line(span.text).replace('`', chr(39)))}`"
        case Link():
            url = (usable(span.url) or "").replace("(", "%28").replace(")", "%29")
            return f"[{_literal(one_line(span.label))}]({url})"
        case Mention():
            return f"<@{span.user}>"
        case InChannel():
            return f"<#{span.channel}>"
    return _literal(spoken(span))


def _literal(text: str) -> str:
    return _LINE_START.sub(_JOINER, _apart(_MARKS.sub(r"\\\g<0>", text)))


def _apart(text: str) -> str:
    return _ALIVE.sub(_JOINER, text)


def _fenced(text: str) -> str:
    inside = text.strip("\n").replace("```", f"`{_JOINER}``")
    return f"```\n{inside}\n```" if inside else ""
