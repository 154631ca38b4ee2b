"""The slash commands that are Slack's own: who is in a channel, and what it is about."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from integrations.workspace.errors import Refused
from integrations.workspace.model import Conversation, Member

if TYPE_CHECKING:
    from integrations.workspace.workspace import Workspace

OWN = (
    ("/invite", "Bring somebody, or the app, into this channel", "@name"),
    ("/remove", "Take somebody, or the app, out of this channel", "@name"),
    ("/leave", "Leave this channel", ""),
)
"""Each with what it does, and what is typed behind it."""


def run(workspace: "Workspace", user: Member, conversation: Conversation, text: str) -> bool:
    """Return True if the text is a command of Slack's own; what came of it is told to who typed it."""
    name, _, words = text.strip().partition(" ")
    command = _COMMANDS.get(name)
    if command is None:
        return False
    told = command(workspace, user, conversation, words.strip())
    workspace.messages.post_ephemeral(conversation, workspace.state.members["USLACKBOT"], user.id, told)
    return True


def _invite(workspace: "Workspace", user: Member, conversation: Conversation, words: str) -> str:
    return _with_each(
        workspace,
        conversation,
        words,
        "/invite",
        lambda member: workspace.join(conversation, member.id, user.id),
        "is in this channel now",
    )


def _remove(workspace: "Workspace", user: Member, conversation: Conversation, words: str) -> str:
    return _with_each(
        workspace,
        conversation,
        words,
        "/remove",
        lambda member: workspace.leave(conversation, member.id),
        "is no longer in this channel",
    )


def _leave(workspace: "Workspace", user: Member, conversation: Conversation, _words: str) -> str:
    if conversation.kind in ("im", "mpim"):
        return "A direct message is nothing to leave."
    workspace.leave(conversation, user.id)
    return f"You have left #{conversation.name}."


def _with_each(
    workspace: "Workspace",
    conversation: Conversation,
    words: str,
    command: str,
    do: Callable[[Member], None],
    done: str,
) -> str:
    """Do it with everybody who is named; what to say of each."""
    if conversation.kind in ("im", "mpim"):
        return f"{command} is for channels."
    told = []
    for name in _names(workspace, words):
        try:
            member = workspace.state.member(name)
        except Refused:
            told.append(f"Nobody here is called {name}.")
            continue
        do(member)
        told.append(f"{member.name} {done}.")
    return "\n".join(told) or f"Whom? Type {command} @name."


def _names(workspace: "Workspace", words: str) -> list[str]:
    """The names after a command: one of several words too, such as an app's."""
    left, found = words, []
    known = sorted((member.name for member in workspace.state.members.values()), key=len, reverse=True)
    while left := left.lstrip(" ,@"):
        name = next((each for each in known if left.casefold().startswith(each.casefold())), left.split()[0])
        found.append(name)
        left = left[len(name) :]
    return found


_COMMANDS: dict[str, Callable[["Workspace", Member, Conversation, str], str]] = {
    "/invite": _invite,
    "/remove": _remove,
    "/kick": _remove,
    "/leave": _leave,
}
