"""The chat that the settings name, with the door to it. Another chat is chosen here."""

from bot.door import Door
from bot.settings import Settings
from bot.slack.door import SlackDoor
from integrations.chat import Chat, PictureShelf
from integrations.slack.chat import Chat as Slack
from integrations.slack.web_api import TIMEOUT_S


def chat_and_door(settings: Settings, shelf: PictureShelf) -> tuple[Chat, Door]:
    """Return them; nothing is called yet. `shelf` keeps which pictures the chat has for us."""
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    # A call never outlives half the lease under which it is made.
    timeout = min(TIMEOUT_S, settings.rolecall_lease_seconds / 2)
    slack = Slack(token, api_url=settings.slack_api_url, timeout=timeout, shelf=shelf)
    return slack, SlackDoor(settings, slack)
