"""Slack's words for a no, by what they mean for what was to be said."""

TOKEN = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})
"""Slack does not know us any more: whatever is said waits until it does."""
CHANNEL_GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel", "restricted_action", "user_disabled"})
"""Nothing can be said there."""
THREAD_GONE = frozenset({"thread_not_found", "message_not_found"})
"""What was to be answered is gone."""
FINAL = TOKEN | CHANNEL_GONE | THREAD_GONE
"""Not a matter of trying again."""
