"""What a call is refused with, and what happens where the app is silent."""

from collections.abc import Sequence

from integrations.workspace.model import Json


class Refused(Exception):
    """A call, or what a person tried to do, is refused. `code` is Slack's own word for why.

    `messages` are the details that Slack puts into `response_metadata`, `extra` what else
    the answer carries.
    """

    def __init__(self, code: str, messages: Sequence[str] = (), **extra: object) -> None:
        super().__init__(code, *messages)
        self.code = code
        self.messages = tuple(messages)
        self.extra = extra

    def as_json(self) -> Json:
        """Return the refusal as the Web API answers it."""
        answer: Json = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            answer["response_metadata"] = {"messages": list(self.messages)}
        return answer


class Unanswered(Exception):
    """The app did not answer. `code` is what Slack shows: `operation_timeout` or `dispatch_failed`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
