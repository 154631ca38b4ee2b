"""The form of Slack's ids, and what it takes, for fakes of a chat or of a team."""

from datetime import timedelta

from integrations.slack.chat import Chat
from integrations.slack.ids import SLACK_IDS


class SlackIds:
    """Ids have the form that Slack's have, and a place takes as much and as often."""

    chat_name = Chat.chat_name
    pace = timedelta(seconds=1)
    limits = Chat.limits

    is_person_id = staticmethod(SLACK_IDS.is_person)
    is_channel_id = staticmethod(SLACK_IDS.is_channel)
