"""Text of ours as Slack draws it: elements of rich text, or mrkdwn.

In rich text a string is shown as it is, whatever it holds; nothing in it can become a
mention, a link, an emoji or formatting. That is why everything goes there that can. Where
Slack takes only mrkdwn (beside a button, in small print), `certain` says whether a text
would be shown literally there; callers choose another form where it would not. In fallback
text, which notifications show, `& < >` are escaped and no more: `*` and `:smile:` of theirs
may be drawn as formatting there, which is no more than looks.
"""

import re
from collections.abc import Iterator

from integrations.deferred import pattern
from integrations.links import usable
from integrations.post import Bold, Code, InChannel, Italic, Link, Mention, Person, Span, Strike, Text, When
from integrations.slack.escape import Json, cut, divide, escape, width
from integrations.slack.ids import SLACK_IDS
from integrations.slack.limits import NAME
from integrations.words import clean, moment, one_line, spoken

_CHANNEL = pattern(r"[CGD][A-Z0-9]{1,30}")
_FORMATS = {
    "time": "{time}",
    "date": "{date_short_pretty}",
    "date_time": "{date_short_pretty}, {time}",
    "full": "{date_short}, {time}",
}
_DATES = range(1, 4_102_444_800)
"""Seconds up to the year 2100; other moments are shown in words."""
_STYLES: dict[type, tuple[str, str]] = {
    Bold: ("bold", "*"),
    Italic: ("italic", "_"),
    Strike: ("strike", "~"),
    Code: ("code", "`"),
}
_ELEMENT = 60
"""About what an element of rich text weighs beside its words."""


def tidy(text: Text) -> Text:
    """The same text cleaned: no empty spans, and what may not be live as words."""
    tidied: list[str | Span] = []
    for span in text:
        kept = _kept(span)
        if isinstance(kept, str) and tidied and isinstance(tidied[-1], str):
            tidied[-1] += kept
        elif kept != "":
            tidied.append(kept)
    return tuple(tidied)


def _kept(span: str | Span) -> str | Span:
    match span:
        case str():
            return clean(span)
        case Bold() | Italic() | Strike() | Code():
            words = clean(span.text)
            return span.model_copy(update={"text": words}) if words.strip() else words
        case Link():
            url, label = usable(span.url), cut(one_line(span.label), NAME)
            return Link(url=url, label=label or cut(url, NAME)) if url else spoken(span)
        case Mention() if not SLACK_IDS.is_person(span.user):
            return spoken(span)
        case InChannel() if not _CHANNEL.fullmatch(span.channel):
            return spoken(span)
        case Person():
            return cut(spoken(span), NAME)
        case When() if int(span.at.timestamp()) not in _DATES:
            return spoken(span)
    return span


def empty(text: Text) -> bool:
    """Whether a tidied text shows nothing."""
    return all(isinstance(span, str) and not span.strip() for span in text)


def parts(text: Text, units: int) -> Iterator[Text]:
    """A tidied text divided into texts that each fit into `units`, at sensible points."""
    part: list[str | Span] = []
    room = units
    waiting = list(reversed(text))
    while waiting:
        span = waiting.pop()
        divisible = isinstance(span, str | Bold | Italic | Strike | Code)
        if _cost(span) <= room or not (part or divisible):
            part.append(span)
            room -= _cost(span)
            continue
        if divisible and room > units // 2:
            first, rest = _divided(span, room - _ELEMENT)
            part.append(first)
            waiting.append(rest)
        else:
            waiting.append(span)
        yield _trimmed(part)
        part, room = [], units
    if part:
        yield _trimmed(part)


def _trimmed(part: list[str | Span]) -> Text:
    last = part[-1].rstrip("\n") if isinstance(part[-1], str) else part[-1]
    return tuple(part[:-1]) if last == "" else (*part[:-1], last)


def _divided(span: str | Span, units: int) -> tuple[str | Span, str | Span]:
    if isinstance(span, str):
        return divide(span, units)
    first, rest = divide(spoken(span), units)
    return span.model_copy(update={"text": first}), span.model_copy(update={"text": rest})


def _cost(span: str | Span) -> int:
    match span:
        case str():
            return _ELEMENT + width(span)
        case Bold() | Italic() | Strike() | Code():
            return _ELEMENT + width(span.text)
        case Link():
            return _ELEMENT + width(span.label) + width(span.url)
    return 2 * _ELEMENT


def elements(text: Text, *, bold: bool = False) -> list[Json]:
    """A tidied text as elements of rich text; at least one."""
    drawn = [_element(span) for span in text] or [{"type": "text", "text": " "}]
    if bold:
        for element in drawn:
            element["style"] = {**element.get("style", {}), "bold": True}
    return drawn


def _element(span: str | Span) -> Json:
    match span:
        case str():
            return {"type": "text", "text": span}
        case Bold() | Italic() | Strike() | Code():
            return {"type": "text", "text": span.text, "style": {_STYLES[type(span)][0]: True}}
        case Link():
            return {"type": "link", "url": span.url, "text": span.label}
        case Mention():
            return {"type": "user", "user_id": span.user}
        case InChannel():
            return {"type": "channel", "channel_id": span.channel}
        case Person():
            return {"type": "text", "text": spoken(span)}
        case When():
            stamp = int(span.at.timestamp())
            return {"type": "date", "timestamp": stamp, "format": _FORMATS[span.style], "fallback": moment(span)}


def mrkdwn(text: Text) -> str:
    """A tidied text as mrkdwn: live is what our spans make live."""
    return "".join(_mark(span) for span in text)


def _mark(span: str | Span) -> str:
    match span:
        case str():
            return escape(span)
        case Bold() | Italic() | Strike() | Code():
            mark = _STYLES[type(span)][1]
            return f"{mark}{escape(span.text)}{mark}"
        case Link():
            return f"<{span.url.replace('&', '&amp;')}|{escape(span.label)}>"
        case Mention():
            return f"<@{span.user}>"
        case InChannel():
            return f"<#{span.channel}>"
        case Person():
            return escape(spoken(span))
        case When():
            return f"<!date^{int(span.at.timestamp())}^{_FORMATS[span.style]}|{escape(moment(span))}>"


_FORMATTING = pattern(r"[*~`]|(?<![^\W_])_|_(?![^\W_])|:[\w+'-]+:|^[ \t]*(>|•|[-+]\s|\d+[.)]\s)", re.MULTILINE)
"""What mrkdwn may take for formatting, an emoji, a quote or a list."""
_EDGE = pattern(r"[\s.,;:!?()\[\]—-]")


def certain(text: Text) -> bool:
    """Whether mrkdwn would show a tidied text exactly as our spans mean it."""
    plain = "".join("\x00" if _is_styled(span) else "\x01" if _is_live(span) else spoken(span) for span in text)
    if _FORMATTING.search(plain):
        return False
    for mark in re.finditer("\x00", plain):
        before, after = plain[: mark.start()][-1:], plain[mark.end() :][:1]
        if any(edge and not _EDGE.fullmatch(edge) for edge in (before, after)):
            return False
    said = [_said(span) for span in text if _is_styled(span) or isinstance(span, Link)]
    return not any(_FORMATTING.search(each) or set(each) & {"\n", "|"} or each != each.strip() for each in said)


def _said(span: str | Span) -> str:
    return span.label if isinstance(span, Link) else spoken(span)


def _is_styled(span: str | Span) -> bool:
    return isinstance(span, Bold | Italic | Strike | Code)


def _is_live(span: str | Span) -> bool:
    return isinstance(span, Link | Mention | InChannel | When)


def literal(text: Text) -> bool:
    """Whether a tidied text is words only, so that plain text can show it."""
    return not any(_is_styled(span) or _is_live(span) for span in text)
