"""Whether people and channels that are named somewhere are there."""

from collections.abc import Collection, Mapping

from bot.doctor.finding import Finding, bad, note
from integrations.chat import ChatDirectory, ChatError, ChatRefused, Refusal
from integrations.entries import left_out, unread_of

Named = Mapping[str, Collection[str]]
"""Those that are named, by where that is."""
_WHERE_IDS_ARE = "Slack shows the id in the profile, or in the channel's details"
_LATER = "Run rolecall doctor again; where that stays so, what Slack sends is odd, and the log has where"
_NOBODY = (Refusal.PERSON_UNKNOWN, Refusal.PERSON_GONE, Refusal.PLACE_GONE)
"""How the chat says that there is none. Whatever else it says, there may be one."""


async def missing_people(people: Named, chat: ChatDirectory) -> list[Finding]:
    """Say which of them are nobody; they are user ids, e-mail addresses, and user groups as `@handle`."""
    found = []
    for about, named in people.items():
        for user in filter(chat.is_person_id, named):
            try:
                if (await chat.person(user)).gone:
                    found.append(bad(about, f"{user} has left the workspace", "Name somebody who is there"))
            except ChatError as problem:
                found.append(_unseen(about, f"nobody has the user id {user}", f"the user id {user}", problem))
    return [*found, *await _addresses(people, chat), *await _groups(people, chat)]


async def missing_channels(channels: Named, chat: ChatDirectory) -> list[Finding]:
    """Say which of them the app does not see; they are ids, or names with or without their sign."""
    found, by_name = list[Finding](), list[tuple[str, str]]()
    for about, named in channels.items():
        for channel in named:
            if not chat.is_channel_id(channel):
                by_name.append((about, channel.removeprefix("#").casefold()))
                continue
            try:
                await chat.channel(channel)
            except ChatError as problem:
                found.append(_unseen(about, f"the app sees no channel {channel}", f"the channel {channel}", problem))
    if not by_name:
        return found
    try:
        listed = await chat.channels()
    except ChatError as problem:
        return [*found, note("Slack", f"the channels could not be looked up ({problem.code})", _LATER)]
    there = {each.name.casefold() for each in listed}
    invite = "A private one is seen once the app is invited"
    return [
        *found,
        *(
            _not_listed(about, f"the app sees no channel #{name}", invite, listed)
            for about, name in by_name
            if name not in there
        ),
    ]


async def _addresses(people: Named, chat: ChatDirectory) -> list[Finding]:
    """Say which e-mail addresses are nobody's, or those of a guest, who is none by an address alone."""
    if not any(_is_address(each) for named in people.values() for each in named):
        return []
    try:
        listed = await chat.people()
    except ChatError as problem:
        return [note("Slack", f"whose the e-mail addresses are could not be looked up ({problem.code})", _LATER)]
    known = {(each.email or "").casefold(): each for each in listed if not each.gone}
    found = []
    for about, named in people.items():
        for address in filter(_is_address, named):
            person = known.get(address.casefold())
            if person is None:
                mend = "It is the one in their Slack profile"
                found.append(_not_listed(about, f"nobody has the address {address}", mend, listed))
            elif person.is_guest:
                found.append(bad(about, f"{address} is a guest's", "A guest is named by the user id"))
    return found


async def missing_groups(groups: Named, chat: ChatDirectory) -> list[Finding]:
    """Say which of these ids are no user group's."""
    if not any(groups.values()):
        return []
    try:
        there = await chat.groups()
    except ChatError as problem:
        return [_groups_unseen(problem)]
    mend = "Tell me anew whom the team calls so"
    return [
        _not_listed(about, f"its user group {each} is gone", mend, there)
        for about, named in groups.items()
        for each in named
        if each not in there
    ]


async def _groups(people: Named, chat: ChatDirectory) -> list[Finding]:
    """Say which user groups there are not, and in which there is nobody."""
    named = [(about, each) for about, some in people.items() for each in some if each.startswith("@")]
    if not named:
        return []
    try:
        there = await chat.groups()
    except ChatError as problem:
        return [_groups_unseen(problem)]
    handles = {each.casefold() for each in there.values()}
    found = []
    for about, group in named:
        if group[1:].casefold() not in handles:
            mend = "It is the handle by which it is mentioned"
            found.append(_not_listed(about, f"there is no user group {group}", mend, there))
            continue
        try:
            if not await chat.group_members(group[1:]):
                found.append(bad(about, f"nobody is in the user group {group}, or it is switched off", "Name people"))
        except ChatError as problem:
            what = f"who is in the user group {group} could not be looked up ({problem.code})"
            found.append(note(about, what, _LATER))
    return found


def _groups_unseen(problem: ChatError) -> Finding:
    return note("Slack", f"the user groups could not be looked up ({problem.code})", _LATER)


def _is_address(named: str) -> bool:
    return "@" in named[1:]


def _unseen(about: str, none: str, what: str, problem: ChatError) -> Finding:
    if isinstance(problem, ChatRefused) and problem.meaning in _NOBODY:
        return bad(about, none, _WHERE_IDS_ARE)
    return note(about, f"{what} could not be looked up ({problem.code})", _LATER)


def _not_listed(about: str, why: str, mend: str, listed: object) -> Finding:
    """Say that something is not in a list; it may be one of those that could not be read."""
    if unread := unread_of(listed):
        return note(about, f"{why}, as far as Slack's list can be read: {left_out(unread).rstrip('.')}", _LATER)
    return bad(about, why, mend)
