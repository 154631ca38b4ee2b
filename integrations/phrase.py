"""Our own sentences, with what is filled into them."""

import re

from integrations.post import Bold, Code, Span, Text

_MARK = re.compile(r"`([^`]+)`|\*([^*]+)\*|\{(\w+)\}")


def phrase(ours: str, **filled: str | Span | Text) -> Text:
    """Return a sentence of ours: `code` and *bold* are shown as such, and {name} is what is given under that name.

    Nothing but our own words may be `ours`. What is filled in is never read for marks: a string is shown literally, as
    everywhere in a post. Raises KeyError for a name of which nothing is given.
    """
    text: list[str | Span] = []
    end = 0
    for mark in _MARK.finditer(ours):
        code, bold, name = mark.groups()
        given = Code(text=code) if code else Bold(text=bold) if bold else filled[name]
        text += [ours[end : mark.start()], *(given if isinstance(given, tuple) else (given,))]
        end = mark.end()
    return tuple(each for each in (*text, ours[end:]) if each != "")
