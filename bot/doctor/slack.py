"""Slack: whether it takes the tokens, what it lets us do, and whether its clock and ours agree."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from bot.doctor import rituals_file
from bot.doctor.finding import Finding, bad, note, ok
from bot.doctor.named import missing_channels, missing_groups, missing_people
from bot.settings import Settings
from bot.slack.door import token_words
from integrations.chat import ChatError, ChatRefused, Granted
from integrations.database import DatabaseProblem
from integrations.database.look import looking
from integrations.slack.chat import Chat
from integrations.slack.scopes import SCOPES
from integrations.slack.web_api import open_socket_url
from integrations.time import machine_now
from jobs.people.partners import Who, said_who

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
            return [
                bad(
                    ABOUT,
                    token_words("SLACK_BOT_TOKEN", "xoxb-", problem, settings),
                    _mend(problem, "OAuth & Permissions"),
                )
            ]
        found = [ok(ABOUT, f"SLACK_BOT_TOKEN is taken: {granted.me.name} at {granted.me.url}"), _scopes(granted)]
        found += clock(granted, over_http=settings.slack_app_token is None)
        return [*found, await _way_in(settings, chat), *await _named(settings, chat)]
    finally:
        await chat.close()


def _mend(problem: ChatError, page: str) -> str:
    if isinstance(problem, ChatRefused):
        return f"Copy it anew ({_APP}, {page})"
    return "Is Slack's API let through to from here? A proxy or a firewall may keep it away"


def _scopes(granted: Granted) -> Finding:
    if granted.scopes is None:
        return note(ABOUT, "it does not say which scopes the token has", f"They are those of manifest.yml at {_APP}?")
    if missing := SCOPES - granted.scopes:
        what = f"the app lacks the scopes {', '.join(sorted(missing))}"
        return bad(ABOUT, what, f"Add them as manifest.yml has them ({_APP}), and install the app again")
    if besides := granted.scopes - SCOPES:
        return note(ABOUT, f"the app has scopes that it does not use: {', '.join(sorted(besides))}", "Take them out")
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
            return bad(
                ABOUT, token_words("SLACK_APP_TOKEN", "xapp-", problem, settings), _mend(problem, "Basic Information")
            )
        return ok(ABOUT, "SLACK_APP_TOKEN is taken: Socket Mode")
    if settings.slack_signing_secret is not None:
        what = "over HTTP, with SLACK_SIGNING_SECRET. Slack has no call that tells whether it is the app's"
        mend = f"It is where /slack/events answers Slack's test of the address with 200 ({_APP}, Event Subscriptions)"
        return note(ABOUT, what, mend)
    mend = f"Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP ({_APP}, Basic Information)"
    return bad(ABOUT, "it has no way to reach us", mend)


async def _named(settings: Settings, chat: Chat) -> list[Finding]:
    """Say who of those that settings, a rituals file and the team name is not there, or not for us."""
    people, channels = await rituals_file.named()
    people["ROLECALL_ADMINS"] = settings.rolecall_admins
    people |= {f"approvers of {tool}": named for tool, named in settings.approvers.items()}
    channels["ROLECALL_MODEL_CHANNELS"] = settings.rolecall_model_channels
    groups = dict[str, Sequence[str]]()
    for about, who in (await asyncio.to_thread(_partners, settings.rolecall_database_url)).items():
        people[about] = tuple(filter(None, (who.person,)))
        channels[about] = tuple(filter(None, (who.channel,)))
        groups[about] = tuple(filter(None, (who.group,)))
    return [
        *await missing_people(people, chat),
        *await missing_channels(channels, chat),
        *await missing_groups(groups, chat),
    ]


def _partners(url: str) -> dict[str, Who]:
    """Who the card's partners are, where the team has said so."""
    try:
        with looking(url) as look:
            return {f"partner {name}": who for name, who in look.all(said_who())}
    except DatabaseProblem:
        return {}  # the database has a line of its own
