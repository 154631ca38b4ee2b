"""A Kubernetes API server on loopback, with TLS, as far as its published description goes for what reads a cluster.

Discovery, lists and single objects as JSON or as Tables, watches, and RBAC by verb with a Status for a refusal.
It holds its objects in memory and changes them only when a test does.
"""

import base64
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.mcp.certificates import certified

Object = dict[str, Any]
GROUPS: Mapping[str, Mapping[str, str]] = {
    "v1": {"pods": "Pod", "events": "Event", "namespaces": "Namespace", "services": "Service", "secrets": "Secret"},
    "apps/v1": {"deployments": "Deployment", "replicasets": "ReplicaSet"},
}
"""Which resources there are, by the version of their group."""
CLUSTER_WIDE = frozenset({"namespaces"})


@dataclass
class Account:
    """A service account: a token, and what it may do to what."""

    token: str
    verbs: frozenset[str]
    resources: frozenset[str]


@dataclass
class Cluster:
    """What the server has and was asked."""

    objects: list[Object] = field(default_factory=list)
    accounts: Sequence[Account] = ()
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of each request."""
    refused: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""
    certificate: bytes = b""

    def kubeconfig(self, path: Path, token: str) -> Path:
        """Write the file by which a client with that token finds the server."""
        authority = base64.b64encode(self.certificate).decode()
        cluster = {"name": "test", "cluster": {"server": self.url, "certificate-authority-data": authority}}
        user = {"name": "reader", "user": {"token": token}}
        context = {"name": "test", "context": {"cluster": "test", "user": "reader", "namespace": "shop"}}
        whole = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [cluster],
            "users": [user],
            "contexts": [context],
            "current-context": "test",
        }
        path.write_text(json.dumps(whole), "utf-8")
        return path


@contextmanager
def serving(cluster: Cluster) -> Iterator[Cluster]:
    """Answer on a free port of loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"cluster": cluster}))
    server.daemon_threads = True
    cluster.url = f"https://127.0.0.1:{server.server_address[1]}"
    cluster.certificate, context = certified("127.0.0.1")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield cluster
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    cluster: Cluster
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Discovery, a list, an object, or a watch."""
        self._handle()

    def do_POST(self) -> None:
        """Refuse it."""
        self._handle()

    def do_PUT(self) -> None:
        """Refuse it."""
        self._handle()

    def do_PATCH(self) -> None:
        """Refuse it."""
        self._handle()

    def do_DELETE(self) -> None:
        """Refuse it."""
        self._handle()

    def _handle(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        where = urlsplit(self.path)
        self.cluster.asked.append((self.command, where.path))
        account = self._account()
        if account is None:
            self._status(401, "Unauthorized", "Unauthorized")
        elif where.path == "/version":
            self._answer({"major": "1", "minor": "30", "gitVersion": "v1.30.0"})
        elif where.path in ("/api", "/apis"):
            self._answer(_groups(where.path))
        else:
            self._resources(account, where.path.strip("/").split("/"), parse_qs(where.query))

    def _resources(self, account: Account, parts: Sequence[str], query: Mapping[str, Sequence[str]]) -> None:
        version, rest = ("v1", parts[2:]) if parts[0] == "api" else ("/".join(parts[1:3]), parts[3:])
        if version not in GROUPS:
            self._status(404, "NotFound", "the server could not find the requested resource")
            return
        if not rest:
            self._answer(_resource_list(version))
            return
        namespace = rest[1] if rest[0] == "namespaces" and len(rest) > 2 else ""
        resource, *named = rest[2:] if namespace else rest
        watching = query.get("watch", [""])[0] in ("1", "true")
        verb = {"GET": "get" if named else "watch" if watching else "list", "POST": "create", "PUT": "update"}.get(
            self.command, self.command.lower()
        )
        if not _may(account, verb, resource):
            self.cluster.refused.append((verb, resource))
            said = f'{resource} is forbidden: User "reader" cannot {verb} resource "{resource}"'
            self._status(403, "Forbidden", said)
            return
        kind = GROUPS[version].get(resource)
        there = [
            each
            for each in self.cluster.objects
            if each["kind"] == kind
            and (not namespace or each["metadata"].get("namespace") == namespace)
            and _chosen(each, query.get("labelSelector", [""])[0])
        ]
        if verb not in ("get", "list", "watch"):
            self._status(501, "NotImplemented", "this server only reads")
        elif named:
            found = next((each for each in there if each["metadata"]["name"] == named[0]), None)
            if found is None:
                self._status(404, "NotFound", f'{resource} "{named[0]}" not found')
            else:
                self._answer(found)
        elif watching:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Connection", "close")
            self.end_headers()
            for each in there:
                self.wfile.write(json.dumps({"type": "ADDED", "object": each}).encode() + b"\n")
            self.close_connection = True
        elif "as=Table" in (self.headers.get("Accept") or ""):
            self._answer(_table(there))
        else:
            self._answer(
                {"kind": f"{kind}List", "apiVersion": version, "metadata": {"resourceVersion": "1"}, "items": there}
            )

    def _account(self) -> Account | None:
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        return next((each for each in self.cluster.accounts if each.token == token), None)

    def _status(self, code: int, reason: str, message: str) -> None:
        whole = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code}
        self._answer({**whole, "reason": reason, "message": message}, code)

    def _answer(self, whole: Mapping[str, Any], code: int = 200) -> None:
        body = json.dumps(whole).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _may(account: Account, verb: str, resource: str) -> bool:
    return verb in account.verbs and resource in account.resources


def _chosen(each: Object, selector: str) -> bool:
    labels = each["metadata"].get("labels", {})
    wanted = [part.split("=", 1) for part in selector.replace("==", "=").split(",") if "=" in part]
    return all(labels.get(name) == value for name, value in wanted)


def _groups(path: str) -> Object:
    if path == "/api":
        return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}
    names = [version.split("/") for version in GROUPS if "/" in version]
    groups = [
        {
            "name": group,
            "versions": [{"groupVersion": f"{group}/{version}", "version": version}],
            "preferredVersion": {"groupVersion": f"{group}/{version}", "version": version},
        }
        for group, version in names
    ]
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}


def _resource_list(version: str) -> Object:
    resources = [
        {
            "name": name,
            "singularName": kind.lower(),
            "namespaced": name not in CLUSTER_WIDE,
            "kind": kind,
            "verbs": ["create", "delete", "get", "list", "patch", "update", "watch"],
        }
        for name, kind in GROUPS[version].items()
    ]
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": resources}


def _table(there: Sequence[Object]) -> Object:
    columns = [{"name": "Name", "type": "string", "format": "name", "description": "", "priority": 0}]
    rows = [
        {
            "cells": [each["metadata"]["name"]],
            "object": {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": each["metadata"]},
        }
        for each in there
    ]
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": {"resourceVersion": "1"},
        "columnDefinitions": columns,
        "rows": rows,
    }
