"""What Slack's words for a no mean."""

from collections.abc import Iterable

from integrations.chat import Refusal

_MEANINGS = {
    Refusal.CREDENTIALS: ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"),
    Refusal.MISSING_PERMISSION: ("missing_scope",),
    Refusal.NOT_ALLOWED: ("restricted_action",),
    Refusal.PLACE_GONE: ("channel_not_found",),
    Refusal.PLACE_ARCHIVED: ("is_archived",),
    Refusal.NOT_IN_PLACE: ("not_in_channel",),
    Refusal.PERSON_UNKNOWN: ("user_not_found", "users_not_found", "user_not_visible"),
    Refusal.PERSON_GONE: ("user_disabled",),
    Refusal.MESSAGE_GONE: ("thread_not_found", "message_not_found"),
    Refusal.STOPPED: ("stopped_by_user",),
}
_BY_CODE = {code: meaning for meaning, codes in _MEANINGS.items() for code in codes}


def meaning_of(code: str, details: Iterable[str] = ()) -> Refusal:
    """What the `error` of an answer means, with the `messages` that say where the mistake is."""
    if code in ("invalid_blocks", "invalid_arguments") and any("slack_file" in each for each in details):
        return Refusal.PICTURE_UNKNOWN
    return _BY_CODE.get(code, Refusal.OTHER)
