"""An API server of the test's own: it answers discovery, and every list or watch with a ``kind: Table`` of known cells."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

KUBECTL = shutil.which("kubectl")


def missing() -> str:
    """Why no kubectl can be run here; empty when it can."""
    return "" if KUBECTL else "kubectl is not installed"


class Item(NamedTuple):
    """One object: what its row shows, and what kubectl itself adds to it."""

    cells: Sequence[Any]
    namespace: str = ""
    labels: Mapping[str, str] = {}


class Resource(NamedTuple):
    """One resource of the server.

    Attributes:
        path: group and version as in a URL (``api/v1``, ``apis/apps/v1``).
        plural: its name.
        kind: the kind of its objects.
        short_names: what it may also be called.
        columns: name and priority of each column; the one called ``Name`` gets its resource in front where several are listed.
        items: what a list returns.
        watched: what a watch tells after the list: event and object.
        namespaced: whether its objects live in namespaces.
        warning: told in a header of the answer.
        objects: whole objects, for all but tables.
    """

    path: str
    plural: str
    kind: str
    columns: Sequence[tuple[str, int]]
    items: Sequence[Item]
    short_names: Sequence[str] = ()
    watched: Sequence[tuple[str, Item]] = ()
    namespaced: bool = True
    warning: str = ""
    categories: Sequence[str] = ()
    objects: Sequence[Mapping[str, Any]] = ()


def _row(item: Item, number: int) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": f"object-{number}", "labels": dict(item.labels), "creationTimestamp": None}
    if item.namespace:
        metadata["namespace"] = item.namespace
    return {"cells": list(item.cells), "object": {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": metadata}}


def _table(resource: Resource, items: Sequence[Item], *, titled: bool = True) -> dict[str, Any]:
    columns = [
        {"name": name, "type": "string", "format": "name" if name == "Name" else "", "description": "", "priority": priority}
        for name, priority in resource.columns
    ]
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": {"resourceVersion": "1"},
        "columnDefinitions": columns if titled else None,
        "rows": [_row(item, number) for number, item in enumerate(items)],
    }


def _list(resource: Resource, items: Sequence[Item]) -> dict[str, Any]:
    kind = {"apiVersion": resource.path.split("/", 1)[1], "kind": resource.kind}
    if resource.objects:
        return {**kind, "kind": resource.kind + "List", "metadata": {"resourceVersion": "1"}, "items": list(resource.objects)}
    objects = [{**kind, "metadata": _row(item, number)["object"]["metadata"]} for number, item in enumerate(items)]
    return {**kind, "kind": resource.kind + "List", "metadata": {"resourceVersion": "1"}, "items": objects}


def _status(code: int, reason: str, message: str) -> dict[str, Any]:
    return {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "reason": reason, "code": code}


class _Handler(BaseHTTPRequestHandler):
    server: Api

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        words = url.path.strip("/").split("/")
        length = 2 if words[0] == "api" else 3
        group = "/".join(words[:length])
        rest = words[length:]
        if rest[:1] == ["namespaces"] and len(rest) > 2:
            namespace, rest = rest[1], rest[2:]
        else:
            namespace = ""
        resources = self.server.resources
        if len(words) == 1:
            self._answer(200, self._roots(words[0]))
        elif not rest:
            found = [resource for resource in resources if resource.path == group]
            self._answer(200, _resource_list(group, found)) if found else self._answer(404, _status(404, "NotFound", "not found"))
        else:
            resource = next((item for item in resources if item.path == group and item.plural == rest[0]), None)
            if resource is None:
                self._answer(404, _status(404, "NotFound", "the server could not find the requested resource"))
            elif len(rest) > 1 and (known := [item for item in resource.objects if item["metadata"]["name"] == rest[1]]):
                self._answer(200, dict(known[0]))
            elif len(rest) > 1:
                self._answer(404, _status(404, "NotFound", f'{resource.plural} "{rest[1]}" not found'))
            elif resource.plural in self.server.forbidden:
                text = f'{resource.plural} is forbidden: User "jane" cannot list resource "{resource.plural}" in API group "" in the namespace "default"'
                self._answer(403, _status(403, "Forbidden", text))
            elif parse_qs(url.query).get("watch"):
                self._watch(resource, namespace)
            else:
                items = [item for item in resource.items if namespace in ("", "default", item.namespace)]
                as_table = "as=Table" in self.headers.get("Accept", "")
                self._answer(200, _table(resource, items) if as_table else _list(resource, items), resource.warning)

    def _roots(self, root: str) -> dict[str, Any]:
        paths = dict.fromkeys(resource.path for resource in self.server.resources)
        if root == "api":
            return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}
        if root != "apis":
            return {"major": "1", "minor": "32", "gitVersion": "v1.32.0"}
        groups = []
        for path in paths:
            if path.startswith("apis/"):
                _, name, version = path.split("/")
                entry = {"groupVersion": f"{name}/{version}", "version": version}
                groups.append({"name": name, "versions": [entry], "preferredVersion": entry})
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}

    def _watch(self, resource: Resource, namespace: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        for number, (event, item) in enumerate(resource.watched):
            if namespace in ("", "default", item.namespace):
                told = {"type": event, "object": _table(resource, [item], titled=not number)}
                self.wfile.write((json.dumps(told) + "\n").encode())

    def _answer(self, code: int, body: dict[str, Any], warning: str = "") -> None:
        data = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if warning:
            self.send_header("Warning", f'299 - "{warning}"')
        self.end_headers()
        self.wfile.write(data)


def _resource_list(group: str, resources: Sequence[Resource]) -> dict[str, Any]:
    return {
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": group.split("/", 1)[1],
        "resources": [
            {
                "name": resource.plural,
                "singularName": resource.kind.lower(),
                "namespaced": resource.namespaced,
                "kind": resource.kind,
                "verbs": ["get", "list", "watch"],
                "shortNames": list(resource.short_names),
                "categories": list(resource.categories),
            }
            for resource in resources
        ],
    }


class Api(ThreadingHTTPServer):
    """The server, and kubectl pointed at it.

    Attributes:
        resources: what it has.
        forbidden: plurals of those that may not be listed.
    """

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.resources: Sequence[Resource] = ()
        self.forbidden: Sequence[str] = ()
        self._folder = folder
        self._calls = 0

    def kubectl(self, *words: str, server: str = "", errors: bool = True) -> str:
        """What kubectl prints, its messages in between as on a terminal.

        Args:
            words: its arguments.
            server: another address than that of this server.
            errors: with what it prints to standard error.
        """
        assert KUBECTL is not None
        self._calls += 1
        home = self._folder / str(self._calls)  # discovery is kept there, and resources may have changed
        home.mkdir()
        address = server or f"http://127.0.0.1:{self.server_address[1]}"
        command = [KUBECTL, "--server", address, "--cache-dir", str(home / "cache"), *words]
        environment = {"HOME": str(home), "PATH": os.environ.get("PATH", ""), "KUBECONFIG": str(home / "config")}
        streams = subprocess.STDOUT if errors else subprocess.DEVNULL
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=streams, timeout=60, check=False)
        return done.stdout.decode("utf-8")


@contextmanager
def serving() -> Iterator[Api]:
    """A server that runs as long as the block."""
    with tempfile.TemporaryDirectory() as folder, Api(Path(folder)) as api:
        thread = threading.Thread(target=api.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield api
        finally:
            api.shutdown()
            thread.join()
