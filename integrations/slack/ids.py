"""The form of Slack's own ids. Nobody outside of this folder looks into one."""

from integrations.chat import IdForms
from integrations.deferred import pattern

SLACK_IDS = IdForms(
    person=pattern(r"[UW][A-Z0-9]{1,30}"),
    channel=pattern(r"[CG][A-Z0-9]{1,30}"),
    person_example="U012AB3CD",
    channel_example="C012AB3CD",
)
