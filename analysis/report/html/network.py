"""Pictures as pyvis networks: what vis-network draws, with our places for everything."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import msgspec
import pyvis
from pyvis.network import Network

from analysis.extract.facts import Timing
from analysis.graphs.package_tree import module_of
from analysis.graphs.picture import Arrow, Box, Picture

_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False,
        "hideEdgesOnDrag": True,
        "hover": True,
        "multiselect": False,
        "selectConnectedEdges": False,
        "zoomSpeed": 0.6,
    },
    "nodes": {"shape": "custom", "physics": False},
    "edges": {"arrows": {"to": {"enabled": True, "scaleFactor": 0.6}}, "arrowStrikethrough": False},
}


class Drawn(msgspec.Struct, frozen=True):
    """One map: the boxes and arrows as vis-network takes them, and what was left out."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    hidden: tuple[str, ...]


def drawn(picture: Picture) -> Drawn:
    """A picture as pyvis hands it to vis-network. Names in it are text, to be escaped."""
    network = Network(directed=True, cdn_resources="in_line")
    ids = {box.id for box in picture.boxes}
    # The outer ones first: they are painted in this order.
    for box in sorted(picture.boxes, key=lambda box: box.kind != "open-package"):
        network.add_node(box.id, label=box.label, shape="custom", **_node(box))
    pairs = {(arrow.source, arrow.target) for arrow in picture.arrows}
    for arrow in picture.arrows:
        if arrow.source in ids and arrow.target in ids:
            both = (arrow.target, arrow.source) in pairs
            network.add_edge(arrow.source, arrow.target, **_edge(arrow, both))
    nodes, edges, *_ = network.get_network_data()
    for node in nodes:
        # pyvis paints every box blue; ours have the colours of the theme.
        del node["color"]
    return Drawn(nodes, edges, picture.hidden)


def options() -> dict[str, Any]:
    """What vis-network is told of every map."""
    network = Network(directed=True, cdn_resources="in_line")
    network.set_options(json.dumps(_OPTIONS))
    found: dict[str, Any] = json.loads(network.get_network_data()[-1])
    return found


@functools.lru_cache(maxsize=1)
def library() -> str:
    """vis-network's own JavaScript, from pyvis's wheel; it asks for nothing."""
    folder = Path(pyvis.__file__).parent
    found = sorted(folder.glob("templates/lib/vis-9.1*/vis-network.min.js"))
    source = found[-1].read_text("utf-8")
    # A map of the source, which a browser's tools would look for beside the report.
    return source.partition("//# sourceMappingURL=")[0].strip()


def _node(box: Box) -> dict[str, Any]:
    return {
        "x": round(box.x, 1),
        "y": round(box.y, 1),
        "w": round(box.width, 1),
        "h": round(box.height, 1),
        "name": module_of(box.id).removeprefix("ghost:").removeprefix("external:"),
        "kind": box.kind,
        "contains": box.contains,
        "importers": box.importers,
        "outcome": box.outcome,
        "test": box.is_test,
        "badges": msgspec.to_builtins(box.badges),
    }


def _edge(arrow: Arrow, both: bool) -> dict[str, Any]:
    """`both`: there is one back as well, so each needs a side of its own."""
    curve = (
        {"enabled": True, "type": "curvedCW", "roundness": 0.16}
        if both
        else {"enabled": True, "type": "cubicBezier", "forceDirection": "vertical"}
    )
    return {
        "kind": arrow.kind,
        "timing": arrow.timing.value,
        "count": arrow.count,
        "guarded": arrow.guarded,
        "cycle": arrow.cycle,
        "upward": arrow.upward,
        "smooth": curve,
        "dashes": _dashes(arrow),
    }


def _dashes(arrow: Arrow) -> bool | list[int]:
    if arrow.kind == "broken":
        return [5, 4]
    if arrow.timing is Timing.TYPE_CHECKING:
        return [2, 4]
    if arrow.timing is Timing.DEFERRED:
        return [7, 5]
    return [14, 6] if arrow.guarded else False
