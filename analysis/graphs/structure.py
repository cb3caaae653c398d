"""The structure of a repository: the resolved project and its two graphs."""

from __future__ import annotations

import msgspec
import networkx as nx

from analysis.resolve.project import ClassRef, Project


class Structure(msgspec.Struct, frozen=True):
    """`modules`: nodes are module names, edge attribute `data` is an `EdgeData`.

    `classes`: nodes are `ClassRef`, edge attribute `kind` is "inherits" or "uses".
    Both are networkx DiGraphs (importer -> imported, subclass -> base), read only by agreement.
    """

    project: Project
    modules: nx.DiGraph[str]
    classes: nx.DiGraph[ClassRef]
