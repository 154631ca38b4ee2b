"""The AWS service reference on loopback, as far as its published form goes for whoever asks which actions write.

It is a proxy of HTTPS, since a client knows it by one fixed name: what is asked for that name is answered here with a
certificate of our own, and everything else is refused.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import SSLContext

from tests.mcp.certificates import certified

HOST = "servicereference.us-east-1.amazonaws.com"
ACTIONS: Mapping[str, Mapping[str, bool]] = {
    "ec2": {"DescribeInstances": False, "RunInstances": True, "TerminateInstances": True},
    "s3": {"ListAllMyBuckets": False, "ListBuckets": False, "CreateBucket": True},
    "secretsmanager": {"ListSecrets": False, "GetSecretValue": False, "CreateSecret": True},
}
"""Which services there are, and which of their actions write."""


@dataclass
class Reference:
    """Where it is, and what it was asked for."""

    authority: Path
    """The file of the certificate that a client has to trust."""
    url: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def serving(folder: Path) -> Iterator[Reference]:
    """Answer on a free port of loopback; `folder` keeps the certificate."""
    certificate, context = certified(HOST)
    reference = Reference(folder / "authority.pem")
    reference.authority.write_bytes(certificate)
    handler = type("Handler", (_Handler,), {"reference": reference, "context": context})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    reference.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield reference
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    reference: Reference
    context: SSLContext

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_CONNECT(self) -> None:
        """Open a way to the reference, which is here, and to nothing else."""
        self.reference.asked.append(self.path)
        if self.path != f"{HOST}:443":
            self.send_error(403)
            return
        self.send_response(200)
        self.end_headers()
        for each in (self.rfile, self.wfile):
            each.close()
        self.connection = self.context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.close_connection = False

    def finish(self) -> None:
        """Close what was opened in place of what the server knows."""
        super().finish()
        self.connection.close()

    def do_GET(self) -> None:
        """Say which services there are, or which actions one has."""
        self.reference.asked.append(self.path)
        service = self.path.rsplit("/", 1)[-1].removesuffix(".json")
        if self.path == "/":
            self._answer([{"service": each, "url": f"https://{HOST}/v1/{each}/{each}.json"} for each in ACTIONS])
        elif service in ACTIONS:
            actions = [
                {"Name": name, "Annotations": {"Properties": {"IsWrite": writes, "IsList": not writes}}}
                for name, writes in ACTIONS[service].items()
            ]
            self._answer({"Name": service, "Actions": actions, "Version": "v1.4"})
        else:
            self.send_error(404)

    def _answer(self, whole: object) -> None:
        body = json.dumps(whole).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
