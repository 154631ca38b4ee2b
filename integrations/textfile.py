"""Text files as people's editors write them."""

import codecs
from pathlib import Path

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes) -> str:
    """Return the text of a file's bytes: UTF-8, or what its byte-order mark says, without that mark.

    Raises UnicodeDecodeError where it is neither.
    """
    encoding = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), "utf-8")
    return content.decode(encoding)


def read_text(path: Path) -> str:
    r"""Return the text of a file, decoded the same way, with `\n` for every line end. It blocks.

    Raises OSError, and UnicodeDecodeError.
    """
    return decoded(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
