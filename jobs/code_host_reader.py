"""What each room has that reads the operator's code host, which may not be connected."""

from collections.abc import Sequence

from integrations.codehost import CodeHost
from integrations.source import SourceError, System
from integrations.systems import CODE_HOSTS


class CodeHostReader:
    """Reads a code host; without one, what it is asked says so."""

    def __init__(self, host: CodeHost | None) -> None:
        """Read them from a host; without one nothing is connected."""
        self._host = host

    @property
    def connected(self) -> bool:
        """Return True if there is a code host."""
        return self._host is not None

    @property
    def system(self) -> System:
        """The code host: the one that is connected, else the first that could be."""
        return self._host.system if self._host is not None else CODE_HOSTS[0]

    @property
    def repos(self) -> Sequence[str]:
        """The repositories that the operator named, as `owner/name`."""
        return self._host.repos if self._host is not None else ()

    def _connected_host(self) -> CodeHost:
        """Return the host. Raises `SourceError` where none is connected."""
        if self._host is None:
            raise SourceError(self.system.name, f"it is not connected ({self.system.settings})")
        return self._host
