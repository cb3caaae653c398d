"""The whole file: style, data, scripts and words, with a policy that lets nothing else in."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Mapping
from importlib.resources import files

from analysis import __version__
from analysis.findings import Standing
from analysis.fixes.edits import Fix
from analysis.graphs.picture import Picture
from analysis.pipeline import Analysis
from analysis.report.html import sections
from analysis.report.html.facts import data_of, module_facts
from analysis.report.html.maps import maps_of
from analysis.report.html.markup import Html, join, tag
from analysis.report.html.network import library

LINKS = (
    ("golden", "Golden paths"),
    ("map", "Map"),
    ("findings", "Findings"),
    ("modules", "Modules"),
    ("blind", "Blind spots"),
)


def render(
    analysis: Analysis,
    fixes: Mapping[str, tuple[Fix, ...]] | None = None,
    standing: Standing | None = None,
) -> str:
    """The audit as a page: findings with their fixes, every module, and a map to walk on.

    One file that asks for no other: it can be sent by mail and opened from a disk. `fixes` are the
    proposals by finding key; `standing` says which findings count (default: all).
    """
    standing = standing or Standing(analysis.findings)
    counting = standing.counting
    modules = module_facts(analysis, counting)
    title = f"Imports of {analysis.tree.label}"
    parts = [
        sections.summary(analysis, modules, standing),
        sections.golden_paths(analysis, sections.numbered(counting)),
        _map("Map"),
        sections.findings(analysis, fixes or {}, standing),
        sections.modules_table(modules),
        sections.blind_spots(analysis),
        sections.stale(standing),
    ]
    return _document(title, parts, data_of(maps_of(analysis), modules, counting))


def render_map(analysis: Analysis, picture: Picture, title: str) -> str:
    """One picture as a page, with the facts of the modules on it."""
    modules = module_facts(analysis, analysis.findings)
    data = data_of({"": picture}, modules, analysis.findings)
    return _document(title, [_map(None)], data)


def _document(title: str, parts: list[Html | None], data: str) -> str:
    style, scripts = _asset("report.css"), [library(), _script()]
    policy = (
        "default-src 'none'; "
        f"script-src {' '.join(map(_digest, scripts))}; style-src {_digest(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    there = join(parts)
    links = [tag("a", words, href=f"#{id}") for id, words in LINKS if f' id="{id}"' in there]
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", Html(style)),
    )
    body = tag(
        "body",
        tag(
            "header",
            tag("h1", title),
            tag("nav", *links, aria_label="Parts of the report") if len(links) > 1 else None,
        ),
        tag("main", there),
        tag("footer", f"Plumbline {__version__}. Read from the source text; nothing was run."),
        tag("script", Html(data), type="application/json", id="data"),
        *(tag("script", Html(script)) for script in scripts),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _map(heading: str | None) -> Html:
    return tag(
        "section",
        tag("h2", heading) if heading else None,
        tag(
            "div",
            tag("input", type="search", id="find-box", placeholder="Find on the map ( / )"),
            tag("span", id="matches", class_="quiet"),
            tag("span", id="trail"),
            tag("span", class_="space"),
            tag("button", "+", type="button", data_do="in", title="Zoom in ( + )"),
            tag("button", "\u2212", type="button", data_do="out", title="Zoom out ( - )"),
            tag("button", "Fit", type="button", data_do="fit", title="Show all of it ( f )"),
            class_="tools script",
        ),
        tag(
            "div",
            tag(
                "div",
                id="canvas",
                tabindex="0",
                role="application",
                aria_label="Map of the modules. Arrow keys walk to neighbours, Enter opens a "
                "package, Backspace goes back, slash searches, f fits, Escape lets go.",
            ),
            tag("aside", id="panel", aria_label="What is picked"),
            class_="map script",
        ),
        tag("p", id="legend", class_="legend script"),
        tag("p", id="left-out", class_="quiet script"),
        tag("p", id="said", class_="away", role="status", aria_live="polite"),
        tag("noscript", tag("p", "The map is drawn by a script in this file, which is off.")),
        id="map",
    )


@functools.lru_cache(maxsize=4)
def _asset(name: str) -> str:
    return files("analysis.report.html").joinpath(name).read_text("utf-8")


def _script() -> str:
    """Ours, one after another in one scope of its own."""
    parts = [_asset(name) for name in ("paint.js", "panel.js", "map.js", "lists.js")]
    return "(() => {\n" + "\n".join(parts) + "})();\n"


def _digest(source: str) -> str:
    found = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return f"'sha256-{found}'"
