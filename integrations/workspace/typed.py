"""What a person types, and what a message shows."""

import re
from collections.abc import Callable

from integrations.workspace.errors import Refused
from integrations.workspace.state import State

_TYPED = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?)\]}'\"]|(?<![\w.@/])[@#][\w][\w.'-]*")
_MARKUP = re.compile(r"<([^<>]+)>")
_WIDE = {"channel", "here", "everyone"}


def escaped(text: str) -> str:
    """Slack's escaping of what is not markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """The characters again."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def as_sent(text: str, state: State, author: str) -> str:
    """Typed text as Slack's own client sends it.

    `@name`, `#channel`, `@channel` and addresses become markup; everything else is escaped,
    so that nobody can type markup.
    """
    parts: list[str] = []
    end = 0
    for match in _TYPED.finditer(text):
        parts.append(escaped(text[end : match.start()]))
        parts.append(_link(match.group(), state, author))
        end = match.end()
    return "".join((*parts, escaped(text[end:])))


def _link(typed: str, state: State, author: str) -> str:
    if not typed.startswith(("@", "#")):
        return f"<{escaped(typed)}>"
    name = typed
    while len(name) > 1:  # a name may end in a dot, and so may a sentence
        try:
            if name.startswith("@"):
                wide = name[1:].casefold()
                found = f"<!{wide}>" if wide in _WIDE else f"<@{state.member(name).id}>"
            else:
                channel = state.conversation(name, author)
                found = f"<#{channel.id}|{channel.name}>"
            return found + escaped(typed[len(name) :])
        except Refused:
            shorter = name.rstrip(".'-")
            if shorter == name:
                break
            name = shorter
    return escaped(typed)


def as_shown(text: str, state: State) -> str:
    """A message's text as a person reads it: names for ids, labels for links."""
    return unescaped(_MARKUP.sub(lambda match: _shown(match.group(1), state), text))


def _shown(markup: str, state: State) -> str:
    target, _, label = markup.partition("|")
    shows: dict[str, Callable[[], str]] = {
        "@": lambda: f"@{state.members[target[1:]].name}" if target[1:] in state.members else target,
        "#": lambda: f"#{state.conversations[target[1:]].name}" if target[1:] in state.conversations else target,
        "!": lambda: label or f"@{target[1:].partition('^')[0]}",
    }
    show = shows.get(target[:1])
    return show() if show else label or target
