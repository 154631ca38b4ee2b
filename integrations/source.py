"""What the outside systems have in common: what they are called, and how one says that it cannot be read."""

import re

from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A code host or a tracker that can be connected, in the words that people use for it."""

    key: str
    """Under which the accounts of people there are kept, such as `github`; it never changes."""
    name: str
    """`GitHub`."""
    where: str
    """`on GitHub`."""
    settings: str
    """Those that connect it: `GITHUB_TOKEN and GITHUB_REPOS`."""
    scope: str
    """The one that says what of it is looked after: `GITHUB_REPOS`."""
    account: str
    """What an account is called there: `login`."""
    account_hint: str
    """What somebody should type who is asked for theirs."""
    account_length: int
    """How long one may be."""
    account_form: re.Pattern[str] | None = None
    """What every account looks like; None where it is looked up instead."""
    account_rule: str = ""
    """The same in words, to end the sentence "A login on GitHub has …"."""


class SourceError(Exception):
    """A system did not give what it was asked for.

    `source` is its name for people ("GitHub"), `why` ends the sentence "GitHub cannot be read: …" in one
    line without a full stop and without anything secret. `missing` says that what was asked for is not
    there, or not for us. `retry_after` is in seconds, where the system named it.
    """

    def __init__(self, source: str, why: str, *, missing: bool = False, retry_after: float | None = None) -> None:
        """Keep whose error it is, and why."""
        super().__init__(f"{source}: {why}")
        self.source = source
        self.why = why
        self.missing = missing
        self.retry_after = retry_after

    @property
    def sentence(self) -> str:
        """The one line that a section has instead of facts."""
        return f"{self.source} cannot be read: {self.why}."


class WriteUnknown(SourceError):
    """Whether a change happened is not known: no answer came. It is looked up, never repeated blindly."""

    @property
    def sentence(self) -> str:
        """What the person who asked for the change is told."""
        return f"{self.source} gave no answer, so I do not know whether that happened: {self.why}."


class WriteRefused(SourceError):
    """A change did not happen: the system refused it, or was not there to be asked."""

    @property
    def sentence(self) -> str:
        """What the person who asked for the change is told."""
        return f"{self.source} did not take that: {self.why}."
