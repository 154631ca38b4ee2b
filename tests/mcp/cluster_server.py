"""A server on standard input and output that lists what a file has, by the kinds of Kubernetes."""

import json
import sys
from pathlib import Path

FILE = Path(sys.argv[1])
"""JSON: what is said of the tool, and by kind what it gives, as text."""


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        if "id" not in request:
            continue
        has, params = json.loads(FILE.read_text("utf-8")), request.get("params") or {}
        error = {"code": -32601, "message": "unknown"}
        outcome: dict[str, object] = {"error": error}
        if request["method"] == "initialize":
            info = {"name": "cluster", "version": "1"}
            outcome = {"result": {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": info}}
        elif request["method"] == "tools/list":
            one = {"name": "resources_list", "description": has["said"], "inputSchema": {"type": "object"}}
            outcome = {"result": {"tools": [one]}}
        elif request["method"] == "tools/call":
            text = has.get(params["arguments"]["kind"], "[]\n")
            outcome = {"result": {"content": [{"type": "text", "text": text}]}}
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", "id": request["id"], **outcome}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
