"""The structure of a repository: the resolved project and its graphs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from analysis.graphs.import_graph import ImportGraph, import_graph, import_graph_again
from analysis.resolve.project import ClassRef, Project

if TYPE_CHECKING:
    import networkx as nx


class Structure(msgspec.Struct, frozen=True, dict=True):
    """A networkx graph is made when it is first asked for, and read only by agreement."""

    project: Project
    graph: ImportGraph
    """The module graph without its statements: all that a check needs."""

    # An audit asks for none of the networkx graphs, and loading networkx costs it a tenth of a
    # second: so what builds them is imported with the first of them.

    @cached_property
    def modules(self) -> nx.DiGraph[str]:
        """importer -> imported, by module name; the edge attribute `data` is an `EdgeData`."""
        from analysis.graphs.module_graph import build_module_graph

        return build_module_graph(self.project)

    @cached_property
    def classes(self) -> nx.DiGraph[ClassRef]:
        """subclass -> base, user -> used; the edge attribute `kind` is "inherits" or "uses"."""
        from analysis.graphs.class_graph import build_class_graph

        return build_class_graph(self.project)


def build_structure(project: Project, previous: Structure | None = None) -> Structure:
    """The structure of a project; what `previous` knows of the same imports is kept."""
    if previous is None:
        return Structure(project, import_graph(project))
    return Structure(project, import_graph_again(project, previous.project, previous.graph))
