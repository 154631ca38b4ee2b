"""Slack: whether it takes the tokens, what it lets us do, and whether its clock and ours agree."""

from collections.abc import Awaitable, Collection, Mapping, Sequence
from datetime import timedelta

from bot.doctor.finding import Finding, bad, note, ok
from bot.settings import Settings
from bot.slack.door import token_words
from integrations.chat import ChatError, ChatRefused, Granted
from integrations.slack.chat import Chat, open_socket_url
from integrations.slack.scopes import SCOPES
from integrations.time import machine_now

ABOUT = "Slack"
APART = timedelta(seconds=30)
"""Clocks that differ by more are worth a word: rituals would come early or late."""
TOO_FAR = timedelta(minutes=4)
"""Slack's signatures are taken for five minutes."""
_APP = "api.slack.com/apps"


async def look(settings: Settings) -> Sequence[Finding]:
    """Ask Slack about each token."""
    if settings.slack_bot_token is None:
        return [note(ABOUT, "not connected: there is no SLACK_BOT_TOKEN", "docs/slack.md, or try rolecall demo")]
    chat = Chat(settings.slack_bot_token.get_secret_value(), api_url=settings.slack_api_url)
    try:
        try:
            granted = await chat.granted()
        except ChatError as problem:
            return [bad(ABOUT, token_words("SLACK_BOT_TOKEN", "xoxb-", problem, settings))]
        found = [ok(ABOUT, f"SLACK_BOT_TOKEN is taken: {granted.me.name} at {granted.me.url}"), _scopes(granted)]
        found += clock(granted, over_http=settings.slack_app_token is None)
        return [*found, await _way_in(settings, chat), *await _named(settings, chat)]
    finally:
        await chat.close()


def _scopes(granted: Granted) -> Finding:
    if granted.scopes is None:
        return note(ABOUT, "it does not say which scopes the token has")
    if missing := SCOPES - granted.scopes:
        what = f"the app lacks the scopes {', '.join(sorted(missing))}"
        return bad(ABOUT, what, f"Add them as manifest.yml has them ({_APP}), and install the app again")
    if besides := granted.scopes - SCOPES:
        return note(ABOUT, f"the app has scopes that it does not use: {', '.join(sorted(besides))}")
    return ok(ABOUT, "the app has every scope of manifest.yml, and no other")


def clock(granted: Granted, *, over_http: bool) -> list[Finding]:
    """Compare the chat's clock with this machine's."""
    if granted.at is None:
        return []
    apart = granted.at - machine_now()
    if abs(apart) <= APART:
        return [ok(ABOUT, "its clock and this machine's agree")]
    what = f"this machine's clock is {abs(apart).total_seconds():.0f} s {'behind' if apart > APART else 'ahead'}"
    refused = over_http and abs(apart) > TOO_FAR
    mend = "Set it (NTP)"
    return [bad(ABOUT, f"{what}, so Slack's signatures are refused", mend) if refused else note(ABOUT, what, mend)]


async def _way_in(settings: Settings, chat: Chat) -> Finding:
    """How Slack reaches us."""
    if settings.slack_app_token is not None:
        try:
            await open_socket_url(chat.client, settings.slack_app_token.get_secret_value())
        except ChatError as problem:
            return bad(ABOUT, token_words("SLACK_APP_TOKEN", "xapp-", problem, settings))
        return ok(ABOUT, "SLACK_APP_TOKEN is taken: Socket Mode")
    if settings.slack_signing_secret is not None:
        what = "over HTTP, with SLACK_SIGNING_SECRET; whether that is right shows when Slack calls /slack/events"
        return ok(ABOUT, what)
    mend = f"Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP ({_APP}, Basic Information)"
    return bad(ABOUT, "it has no way to reach us", mend)


async def _named(settings: Settings, chat: Chat) -> list[Finding]:
    """Say which people and channels that the settings name there are not, or not for us."""
    people = {"ROLECALL_ADMINS": settings.rolecall_admins}
    people |= {f"approvers of {tool}": named for tool, named in settings.approvers.items()}
    found = []
    for about, named in people.items():
        for user in filter(chat.is_person_id, named):
            found += await _missing(about, f"nobody has the user id {user}", chat.person(user))
    found += await _addresses(people, chat)
    found += await _groups(people, chat)
    for channel in settings.rolecall_model_channels:
        why = f"the app sees no channel {channel}"
        found += await _missing("ROLECALL_MODEL_CHANNELS", why, chat.channel(channel))
    return found


async def _addresses(people: Mapping[str, Collection[str]], chat: Chat) -> list[Finding]:
    """Say which e-mail addresses are nobody's, or those of a guest, who is none by an address alone."""
    if not any(_is_address(each) for named in people.values() for each in named):
        return []
    try:
        known = {(each.email or "").casefold(): each for each in await chat.people() if not each.gone}
    except ChatError as problem:
        return [note(ABOUT, f"whose the e-mail addresses are could not be looked up ({problem.code})")]
    found = []
    for about, named in people.items():
        for address in filter(_is_address, named):
            person = known.get(address.casefold())
            if person is None:
                found.append(bad(about, f"nobody has the address {address}", "It is the one in their Slack profile"))
            elif person.is_guest:
                found.append(bad(about, f"{address} is a guest's", "A guest is named by the user id"))
    return found


async def _groups(people: Mapping[str, Collection[str]], chat: Chat) -> list[Finding]:
    """Say which user groups there are not."""
    if not any(each.startswith("@") for named in people.values() for each in named):
        return []
    try:
        handles = {each.casefold() for each in (await chat.groups()).values()}
    except ChatError as problem:
        return [note(ABOUT, f"the user groups could not be looked up ({problem.code})")]
    return [
        bad(about, f"there is no user group {each}", "It is the handle by which it is mentioned")
        for about, named in people.items()
        for each in named
        if each.startswith("@") and each[1:].casefold() not in handles
    ]


def _is_address(named: str) -> bool:
    return "@" in named[1:]


async def _missing(about: str, why: str, asked: Awaitable[object]) -> list[Finding]:
    try:
        await asked
    except ChatRefused:
        return [bad(about, why, "Slack shows the id in the profile, or in the channel's details")]
    except ChatError as problem:
        return [note(about, f"it could not be looked up ({problem.code})")]
    return []
