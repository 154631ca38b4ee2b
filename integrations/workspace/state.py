"""Who and what is in the workspace, and who may see what."""

from collections.abc import Callable

from integrations.time import Clock
from integrations.workspace.errors import Refused
from integrations.workspace.model import COLORS, Conversation, Json, Member
from integrations.workspace.sample import PlaceKind, Sample
from integrations.workspace.timestamps import Timestamps
from integrations.workspace.zones import Zones


class State:
    """Members and conversations; everything else hangs on them."""

    def __init__(self, team: Sample, clock: Clock) -> None:
        """Begin with `team`, dated by `clock`."""
        self.team = team
        self.app = team.app
        self.clock = clock
        self.timestamps = Timestamps(clock)
        self.zones = Zones({team.zone, *(person.tz for person in team.people)})
        self.opened: Callable[[Conversation], None] = lambda _: None
        """Is told of each DM that comes into being."""
        self.members: dict[str, Member] = {}
        self.conversations: dict[str, Conversation] = {}
        for number, person in enumerate(team.people):
            self.members[person.id] = Member(
                id=person.id,
                name=person.name,
                real_name=person.real_name,
                email=person.email,
                tz=person.tz,
                title=person.title,
                status_text=person.status_text,
                status_emoji=person.status_emoji,
                color=COLORS[number % len(COLORS)],
                is_admin=person.is_admin,
                is_guest=person.is_guest,
                away=person.away,
                deleted=person.deleted,
            )
        self.members[self.app.bot_user] = Member(
            id=self.app.bot_user,
            name=self.app.name,
            real_name=self.app.name,
            email="",
            tz=team.zone,
            color=COLORS[-1],
            is_bot=True,
            bot_id=self.app.bot_id,
            app_id=self.app.id,
        )
        self.members["USLACKBOT"] = Member("USLACKBOT", "Slackbot", "Slackbot", "", team.zone, is_bot=True)
        created = self.timestamps.seconds()
        for place in team.places:
            self.conversations[place.id] = Conversation(
                id=place.id,
                name=place.name,
                kind=place.kind,
                creator=team.people[0].id if team.people else self.app.bot_user,
                created=created,
                members=dict.fromkeys(place.members),
                topic=place.topic,
                purpose=place.purpose,
                archived=place.archived,
            )

    @property
    def bot(self) -> Member:
        """The app's bot user."""
        return self.members[self.app.bot_user]

    def member(self, who: str) -> Member:
        """A member by id, `@name` or name. Raises Refused("user_not_found")."""
        if who in self.members:
            return self.members[who]
        name = who.removeprefix("@").casefold()
        for member in self.members.values():
            if member.name.casefold() == name:
                return member
        raise Refused("user_not_found")

    def conversation(self, where: str, viewer: str) -> Conversation:
        """A conversation by id or `#name`, as far as `viewer` can see it.

        Raises Refused("channel_not_found"), also for what `viewer` may not know of.
        """
        found = self.conversations.get(where)
        if found is None:
            name = where.removeprefix("#").casefold()
            named = (each for each in self.conversations.values() if each.kind in ("public", "private"))
            found = next((each for each in named if each.name.casefold() == name), None)
        if found is None or not self.can_see(found, viewer):
            raise Refused("channel_not_found")
        return found

    def can_see(self, conversation: Conversation, viewer: str) -> bool:
        """Public channels are everyone's, the rest is their members'."""
        return conversation.kind == "public" or viewer in conversation.members

    def audience(self, conversation: Conversation) -> frozenset[str] | None:
        """Who may see what happens there; None: everybody."""
        return None if conversation.kind == "public" else frozenset(conversation.members)

    def dm(self, *users: str) -> Conversation:
        """The DM, or group DM, of exactly these users, opened where it is not yet."""
        together = dict.fromkeys(users)
        for each in self.conversations.values():
            if each.kind in ("im", "mpim") and each.members.keys() == together.keys():
                return each
        kind: PlaceKind = "im" if len(together) <= 2 else "mpim"
        names = "--".join(self.members[user].name for user in together)
        opened = Conversation(
            id=self.timestamps.id("D" if kind == "im" else "G"),
            name="" if kind == "im" else f"mpdm-{names}-1",
            kind=kind,
            creator=users[0],
            created=self.timestamps.seconds(),
            members=together,
        )
        self.conversations[opened.id] = opened
        self.opened(opened)
        return opened

    def user(self, member: Member, *, with_email: bool = True) -> Json:
        """Slack's user object of a member, now."""
        return member.as_slack(self.team.id, self.zones.get(member.tz), self.clock.now(), with_email=with_email)
