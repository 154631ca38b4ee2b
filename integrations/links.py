"""Which addresses may be live."""

import re
from collections.abc import Collection
from urllib.parse import quote, urlsplit

from integrations.deferred import pattern

LONGEST = 3000
"""Characters of a URL, the most that we show: a chat may take no more."""
_HOST = pattern(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*", re.IGNORECASE)
_ADDRESS = pattern(r"[A-Za-z0-9.!#$%&'*+/=?^_{}~-]+@[A-Za-z0-9.-]+")
_REFUSED = pattern(r"[\s\\\x00-\x1f\x7f-\x9f]")
_KEPT = "%!#$&'()*+,/:;=?@[]~"


_NEVER = pattern(r"\W{0,20}(?:(?:java|vb)script\W{0,20}:|data:[a-z]+/[a-z])", re.IGNORECASE)


def is_script(url: str) -> bool:
    """Return True for what runs where somebody pastes it into a browser: it is no address, and not even shown."""
    return _NEVER.match("".join(each for each in url[:200] if each.isprintable() and not each.isspace())) is not None


def usable(url: str) -> str | None:
    """The address as ASCII without markup characters, or None where it may not be live.

    Live are http and https with a plain host (no user name, no backslash, no letters beyond
    ASCII, all of which browsers read differently from people), and mailto.
    """
    if len(url) > LONGEST or _REFUSED.search(url):
        return None
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises where the port is no port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme == "mailto":
        good = _ADDRESS.fullmatch(parts.path) is not None and not parts.netloc
    else:
        plain = "@" not in parts.netloc and _HOST.fullmatch(parts.hostname or "") is not None
        good = plain and scheme in ("http", "https")
    safe = quote(url, safe=_KEPT)
    return safe if good and len(safe) <= LONGEST else None


def host_of(url: str) -> str:
    """The host of a usable address, for a label that hides nothing; empty where there is none."""
    safe = usable(url)
    return (urlsplit(safe).hostname or "") if safe else ""


def allowed(url: str, hosts: Collection[str]) -> bool:
    """Return True if the address is usable and its host is one of `hosts`, or a subdomain of one."""
    safe = usable(url)
    if safe is None:
        return False
    host = (urlsplit(safe).hostname or "").rstrip(".")
    known = {each.lower().strip(".") for each in hosts} - {""}
    return bool(host) and any(host == each or host.endswith("." + each) for each in known)
