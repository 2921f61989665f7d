"""One module for each view: what it shows of a topology, as a scene."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from antrea_parse.drawing.scene import Scene
from antrea_parse.drawing.views.diff import diff_view
from antrea_parse.drawing.views.findings import findings_view
from antrea_parse.drawing.views.node import node_view
from antrea_parse.drawing.views.overview import overview
from antrea_parse.drawing.views.service import service_view
from antrea_parse.text.errors import RenderError
from antrea_parse.topology.model import Topology

#: Views by name; the arguments of each function but the first are its options, those without a default are needed.
VIEWS: dict[str, Callable[..., Scene]] = {
    "overview": overview,
    "node": node_view,
    "service": service_view,
    "findings": findings_view,
    "diff": diff_view,
}


def build(topology: Topology, view: str, options: dict[str, Any]) -> Scene:
    """The scene of a view.

    Args:
        topology: what to show.
        view: name of the view.
        options: options of the view, and ``title``.

    Raises:
        RenderError: there is no such view or option, or one is missing.
    """
    if view not in VIEWS:
        raise RenderError(f"there is no view {view!r}; views: {', '.join(_usage(name) for name in VIEWS)}")
    function = VIEWS[view]
    title = options.pop("title", None)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    known = [parameter.name for parameter in parameters]
    unknown = sorted(set(options) - set(known))
    missing = [parameter.name for parameter in parameters if parameter.default is parameter.empty and options.get(parameter.name) is None]
    if unknown:
        raise RenderError(f"view {view!r} has no option {unknown[0]!r}; options: {', '.join([*known, 'title', 'theme', 'id_prefix', 'url'])}")
    if missing:
        raise RenderError(f"view {view!r} needs {missing[0]}=: draw({_usage(view)})")
    scene = function(topology, **options)
    return replace(scene, title=str(title)) if title else scene


def _usage(view: str) -> str:
    examples = {"node": "worker-01", "service": "default/backendsvc"}
    needed = [parameter.name for parameter in list(inspect.signature(VIEWS[view]).parameters.values())[1:] if parameter.default is parameter.empty]
    return ", ".join([f'"{view}"', *(f'{name}="{examples[name]}"' if name in examples else f"{name}=…" for name in needed)])
