"""Every file that can be taken away: what it is for, and what is in it."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Mapping

import msgspec

from analysis import Analysis, ClassOptions, Fix, MapOptions
from analysis.fixes.patch import unified_diff
from analysis.fixes.proposals import proposals
from analysis.graphs.listing import Listing, list_classes, list_modules
from analysis.report import (
    csv_tables,
    dot,
    graph_json,
    graphml,
    html,
    json_report,
    markdown,
    mermaid,
    svg,
    text,
)
from analysis.report.sarif import render as sarif
from analysis.report.svg.sheet import CLASSES
from views import cached, proofs
from views.opening import Opened
from views.shelf import of_analysis
from views.standing import standing, today


class Group(enum.StrEnum):
    """What a file is for, as the page is divided."""

    REPORTS = "Reports"
    TABLES = "Tables"
    PICTURES = "Pictures"
    GRAPHS = "Graphs"
    REPAIRS = "Repairs"


class Format(msgspec.Struct, frozen=True):
    """A file to take away. `language` is what its text is shown as; "svg" is shown as a picture."""

    form: str
    group: Group
    title: str
    what: str
    file_name: str
    mime: str
    language: str = "text"


FORMATS = (
    Format(
        "html",
        Group.REPORTS,
        "Report, HTML",
        "One file for any browser, offline: findings with their repairs, every module, and a map "
        "to walk on.",
        "plumbline.html",
        "text/html",
        "html",
    ),
    Format(
        "markdown",
        Group.REPORTS,
        "Report, Markdown",
        "For a ticket or a review.",
        "plumbline.md",
        "text/markdown",
        "markdown",
    ),
    Format(
        "text",
        Group.REPORTS,
        "Audit, text",
        "What plumbline audit prints.",
        "plumbline.txt",
        "text/plain",
    ),
    Format(
        "json",
        Group.REPORTS,
        "Audit, JSON",
        "Every module with its outcome, every finding with its evidence. For scripts.",
        "plumbline.json",
        "application/json",
        "json",
    ),
    Format(
        "sarif",
        Group.REPORTS,
        "Report, SARIF",
        "For code scanning and editors, with the repairs.",
        "plumbline.sarif",
        "application/sarif+json",
        "json",
    ),
    Format(
        "findings-csv",
        Group.TABLES,
        "Findings, CSV",
        "A row for each finding, ranked.",
        "plumbline-findings.csv",
        "text/csv",
    ),
    Format(
        "modules-csv",
        Group.TABLES,
        "Modules, CSV",
        "A row for each module: what importing it first does.",
        "plumbline-modules.csv",
        "text/csv",
    ),
    Format(
        "imports-csv",
        Group.TABLES,
        "Imports, CSV",
        "A row for each statement that imports.",
        "plumbline-imports.csv",
        "text/csv",
    ),
    Format(
        "map-svg",
        Group.PICTURES,
        "Map of modules, SVG",
        "As it is drawn at first. The map itself saves what you see, as SVG or PNG.",
        "plumbline-modules.svg",
        "image/svg+xml",
        "svg",
    ),
    Format(
        "classes-svg",
        Group.PICTURES,
        "Map of classes, SVG",
        "Who inherits from or uses whom.",
        "plumbline-classes.svg",
        "image/svg+xml",
        "svg",
    ),
    Format(
        "graphml",
        Group.GRAPHS,
        "Module graph, GraphML",
        "For yEd, Gephi and Cytoscape.",
        "plumbline.graphml",
        "application/xml",
        "xml",
    ),
    Format(
        "dot",
        Group.GRAPHS,
        "Module graph, Graphviz",
        "For dot -Tsvg plumbline.dot.",
        "plumbline.dot",
        "text/vnd.graphviz",
        "dot",
    ),
    Format(
        "classes-dot",
        Group.GRAPHS,
        "Class graph, Graphviz",
        "The same for classes.",
        "plumbline-classes.dot",
        "text/vnd.graphviz",
        "dot",
    ),
    Format(
        "mermaid",
        Group.GRAPHS,
        "Module graph, Mermaid",
        "For Markdown pages that draw diagrams.",
        "plumbline.mmd",
        "text/plain",
    ),
    Format(
        "graph-json",
        Group.GRAPHS,
        "Module graph, JSON",
        "networkx node-link data.",
        "plumbline-graph.json",
        "application/json",
        "json",
    ),
    Format(
        "patch",
        Group.REPAIRS,
        "Patch of all safe repairs",
        "One unified diff; git apply takes it.",
        "plumbline.patch",
        "text/x-patch",
        "diff",
    ),
)


def text_of(form: str, opened: Opened, *, dark: bool = False) -> str:
    """What is in a file, as things stand today; a picture on dark paper if it is to be."""
    return _text(opened.key, opened.analysis, form, today(), dark)


@of_analysis(most=24, spinner="Writing the file …")
def _text(key: str, _analysis: Analysis, form: str, day: datetime.date, dark: bool) -> str:
    match form:
        case "html":
            return html.render(_analysis, _fixes(_analysis), standing(_analysis))
        case "sarif":
            return sarif.render(_analysis, _fixes(_analysis), standing(_analysis))
        case "markdown":
            return markdown.render(_analysis, standing=standing(_analysis))
        case "text":
            return text.render(_analysis, standing=standing(_analysis))
        case "json":
            return json_report.render(_analysis, standing=standing(_analysis))
        case "findings-csv":
            return csv_tables.findings(_analysis, standing(_analysis))
        case "modules-csv":
            return csv_tables.modules(_analysis)
        case "imports-csv":
            return csv_tables.edges(_modules(_analysis))
        case "map-svg":
            picture = cached.module_picture(key, _analysis, MapOptions())
            return svg.render(picture, f"Modules of {_analysis.tree.label}", dark=dark)
        case "classes-svg":
            picture = cached.class_picture(key, _analysis, ClassOptions())
            title = f"Classes of {_analysis.tree.label}"
            return svg.render(picture, title, dark=dark, inside=CLASSES)
        case "graphml":
            return graphml.render(_modules(_analysis))
        case "dot":
            return dot.render(_modules(_analysis))
        case "classes-dot":
            return dot.render(list_classes(_analysis.structure, _analysis.execution))
        case "mermaid":
            return mermaid.render(_modules(_analysis))
        case "graph-json":
            return graph_json.render(_modules(_analysis))
        case "patch":
            made = proofs.safe_plan(key, _analysis)
            return unified_diff(_analysis.tree, made.edits) if made is not None else ""
        case _:
            raise ValueError(form)


def _fixes(analysis: Analysis) -> Mapping[str, tuple[Fix, ...]]:
    return proposals(analysis, standing(analysis).counting)


def _modules(analysis: Analysis) -> Listing:
    structure = analysis.structure
    return list_modules(structure, analysis.execution, structure.modules)
