"""The form of Slack's ids, and its pace, for fakes of a chat or of a team."""

from datetime import timedelta

from integrations.slack.ids import is_channel_id, is_person_id


class SlackIds:
    """Ids have the form that Slack's have, and a place may be written to as often."""

    pace = timedelta(seconds=1)

    is_person_id = staticmethod(is_person_id)
    is_channel_id = staticmethod(is_channel_id)
