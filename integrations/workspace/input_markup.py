"""What a person types, as markup, and markup as a reader sees it."""

import re
from collections.abc import Callable

from integrations.workspace.state import State

_ADDRESS = r"https?://[^\s<>|]*[^\s<>|.,;:!?)\]}'\"]"
_MARKUP = re.compile(r"<([^<>]+)>")
_WIDE = ("channel", "here", "everyone")


def escaped(text: str) -> str:
    """Return the text with `&`, `<` and `>` escaped, as Slack does with what is not markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """Return the text with the escapes undone."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def as_sent(text: str, state: State, author: str) -> str:
    """Return typed text as Slack's own client sends it.

    `@name`, `#channel`, `@channel` and addresses become markup; everything else is escaped,
    so that nobody can type markup.
    """
    known = _known(state, author)
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    pattern = re.compile(rf"{_ADDRESS}|(?<![\w.@/])(?:{names})(?!-?\w)", re.IGNORECASE)
    parts: list[str] = []
    end = 0
    for match in pattern.finditer(text):
        typed = match.group()
        parts += (escaped(text[end : match.start()]), known.get(typed.casefold()) or f"<{escaped(typed)}>")
        end = match.end()
    return "".join((*parts, escaped(text[end:])))


def _known(state: State, author: str) -> dict[str, str]:
    """Return what the author can type, in lower case, and the markup that it becomes."""
    known = {f"@{word}": f"<!{word}>" for word in _WIDE}
    for member in state.members.values():
        for name in (member.real_name, member.name):
            known[f"@{name.casefold()}"] = f"<@{member.id}>"
    for group in state.team.groups:
        known[f"@{group.handle.casefold()}"] = f"<!subteam^{group.id}>"
    for channel in state.conversations.values():
        if channel.kind in ("public", "private") and state.can_see(channel, author):
            known[f"#{channel.name.casefold()}"] = f"<#{channel.id}|{channel.name}>"
    return known


def as_shown(text: str, state: State) -> str:
    """Return a message's text as a person reads it: names for ids, labels for links."""
    return unescaped(_MARKUP.sub(lambda match: _shown(match.group(1), state), text))


def _shown(markup: str, state: State) -> str:
    target, _, label = markup.partition("|")
    groups = {group.id: group.handle for group in state.team.groups}
    shows: dict[str, Callable[[], str]] = {
        "@": lambda: f"@{state.members[target[1:]].name}" if target[1:] in state.members else target,
        "#": lambda: f"#{state.conversations[target[1:]].name}" if target[1:] in state.conversations else target,
        "!": lambda: label or f"@{groups.get(target.partition('^')[2]) or target[1:].partition('^')[0]}",
    }
    show = shows.get(target[:1])
    return show() if show else label or target
