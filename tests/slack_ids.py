"""The form of ids, for fakes of a chat or of a team."""

from integrations.slack.ids import is_channel_id, is_person_id


class SlackIds:
    """Ids have the form that Slack's have."""

    is_person_id = staticmethod(is_person_id)
    is_channel_id = staticmethod(is_channel_id)
