"""Logs as JSON lines on standard error, without secrets."""

import logging
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

from integrations.deferred import pattern
from integrations.lean import without

with without("rich"):  # 90 modules, for tracebacks in colours
    import structlog

_TOKENS = pattern(
    r"\b(xox[a-z]-[\w-]+|xapp-[\w-]+|sk-[\w-]{8,}|gh[pousr]_\w{8,}|github_pat_\w{8,}"
    r"|Bearer\s+[\w.~+/-]+=*|Basic\s+[\w+/]{20,}=*|(?<=hooks\.slack\.com/)[\w/-]+)"
)
_URL_PASSWORD = pattern(r"(?<=://)([^/\s:@]*):[^/\s@]+@")
_NAMED_PASSWORD = pattern(r"(?i)\b(password|passwd|sslpassword|access_token|api_?key)=('[^']*'|[^&\s'\"]+)")
"""As in `…?password=` and in libpq's own form."""
HIDDEN = "[hidden]"


def setup(*, level: str = "INFO", secrets: Iterable[str] = ()) -> None:
    """Send structlog's and the standard library's records to standard error.

    `secrets` are values that never appear, wherever they turn up in a record.
    """
    hide = Hide(secrets)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide,
    ]
    last = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), _without_colours, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, hide, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Below INFO libraries write down what passes through them: events, statements' results, Markdown.
    root.setLevel(max(logging.INFO, logging.getLevelName(level)))
    for ours in ("bot", "jobs", "integrations"):
        logging.getLogger(ours).setLevel(level)
    for chatty in ("slack_sdk", "apscheduler", "httpx2", "uvicorn.access", "websockets", "alembic"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    logging.getLogger("bolt").setLevel(logging.ERROR)  # it warns of each payload that nobody listens to
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns of slow calls, with their arguments


def _without_colours(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out uvicorn's second wording of its messages, which is for terminals."""
    event.pop("color_message", None)
    return event


class Hide:
    """Replaces secrets, those that it was given and what looks like one."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """Leave out these values, but for those that are too short to be told from words."""
        self._secrets = sorted((secret for secret in secrets if len(secret) >= 4), key=len, reverse=True)

    def __call__(self, _logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Clean every string of a record."""
        for name, value in event.items():
            if not name.startswith("_"):
                event[name] = self._clean(value)
        return event

    def text(self, value: str) -> str:
        """Return a text without the secrets."""
        for secret in self._secrets:
            value = value.replace(secret, HIDDEN)
        value = _URL_PASSWORD.sub(rf"\1:{HIDDEN}@", _TOKENS.sub(HIDDEN, value))
        return _NAMED_PASSWORD.sub(rf"\1={HIDDEN}", value)

    def _clean(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self._clean(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self._clean(each) for each in value]
        return value if value is None or isinstance(value, int | float | bool) else self._clean(str(value))
