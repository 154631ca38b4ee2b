"""The form of Slack's ids, and what it takes, for fakes of a chat or of a team."""

from datetime import timedelta

from integrations.slack.chat import Chat
from integrations.slack.ids import is_channel_id, is_person_id


class SlackIds:
    """Ids have the form that Slack's have, and a place takes as much and as often."""

    pace = timedelta(seconds=1)
    limits = Chat.limits

    is_person_id = staticmethod(is_person_id)
    is_channel_id = staticmethod(is_channel_id)
