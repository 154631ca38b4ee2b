"""Amazon SNS, through which CloudWatch posts: it first asks for the subscription to be confirmed."""

from collections.abc import Mapping
from typing import Any

from integrations.alerts.fields import words
from integrations.alerts.model import BadPayload
from integrations.links import host_of

_ASKS = ("SubscriptionConfirmation", "UnsubscribeConfirmation")


def note_of(body: Mapping[str, Any]) -> str | None:
    """What the operator should do where SNS asks to be confirmed; None for any other call.

    We never visit the address ourselves: it came from outside, and nothing here calls where a stranger says.
    Raises `BadPayload` where it does not lead to Amazon.
    """
    if body.get("Type") not in _ASKS or "TopicArn" not in body:
        return None
    url, topic = words(body.get("SubscribeURL")), words(body.get("TopicArn"))
    host = host_of(url).lower()
    theirs = host.startswith("sns.") and host.endswith((".amazonaws.com", ".amazonaws.com.cn"))
    if not (theirs and url.lower().startswith("https://")):
        raise BadPayload(f"SubscribeURL does not lead to Amazon, but to {host or 'no address'}")
    if body["Type"] == "UnsubscribeConfirmation":
        return f"Amazon SNS no longer posts {topic} here. Was that not meant: open {url}"
    return f"Amazon SNS asks whether it may post {topic} here. If that is yours, open {url}"
