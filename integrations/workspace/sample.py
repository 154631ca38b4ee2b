"""What a workspace begins with: people, places, and the app that is installed. Plain data."""

import secrets
from dataclasses import dataclass, field
from typing import Literal

PlaceKind = Literal["public", "private", "im", "mpim"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the team. `tz` is an IANA zone name."""

    id: str
    name: str
    real_name: str
    email: str = ""
    tz: str = "UTC"
    title: str = ""
    status_text: str = ""
    status_emoji: str = ""
    is_admin: bool = False
    is_guest: bool = False
    away: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A channel. `members` are user ids, the app's bot user among them where it was invited."""

    id: str
    name: str
    members: tuple[str, ...] = ()
    kind: Literal["public", "private"] = "public"
    topic: str = ""
    purpose: str = ""
    archived: bool = False
    prompts: tuple[tuple[str, str], ...] = ()
    """What the page offers to say there: what the button says, and the message."""


@dataclass(frozen=True, slots=True)
class Group:
    """A user group: `@handle` mentions its users."""

    id: str
    handle: str
    name: str = ""
    users: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command of the app, with its slash."""

    command: str
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut of the app: global ones start anywhere, message ones on a message."""

    callback_id: str
    name: str
    type: Literal["global", "message"] = "global"


@dataclass(frozen=True, slots=True)
class App:
    """The installed app, as its manifest has it."""

    id: str = "A0LOCAL"
    name: str = "App"
    bot_user: str = "U0BOT"
    bot_id: str = "B0BOT"
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    events: frozenset[str] | None = None
    """The bot events subscribed to (`message.channels`, `app_mention`, …); None: all."""
    scopes: frozenset[str] | None = None
    """The bot scopes granted; None: all."""
    # Nobody else knows them: whatever else runs on this machine, a browser's pages included, is not this app.
    bot_token: str = field(default_factory=lambda: f"xoxb-{secrets.token_hex(16)}")
    app_token: str = field(default_factory=lambda: f"xapp-{secrets.token_hex(16)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    request_url: str | None = None
    """Where payloads are POSTed, signed. None: Socket Mode."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A whole team. `zone` is where its transcript and its page are read."""

    name: str
    people: tuple[Person, ...]
    places: tuple[Place, ...]
    app: App = field(default_factory=App)
    id: str = "T0LOCAL"
    domain: str = "local"
    zone: str = "UTC"
    groups: tuple[Group, ...] = ()
