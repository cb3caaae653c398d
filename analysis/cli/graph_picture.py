"""What `plumbline graph` draws: the map of the app, with the command's options."""

from __future__ import annotations

import msgspec

from analysis.cli.inputs import require_one_of
from analysis.graphs.class_layout import draw_classes
from analysis.graphs.layout import draw_modules
from analysis.graphs.package_tree import holder
from analysis.graphs.picture import Picture
from analysis.graphs.scene import ClassOptions, MapOptions
from analysis.pipeline import Analysis
from analysis.report import svg
from analysis.report.svg.sheet import CLASSES, MODULES
from analysis.scenes import scene_of


class Asked(msgspec.Struct, frozen=True):
    """The part of a graph that is asked for, in the words of the command line."""

    kind: str
    focus: str | None
    depth: int
    collapse: int | None
    chain: tuple[str, str] | None
    timing: str | None


def drawn(analysis: Analysis, asked: Asked, format: str, *, dark: bool = False) -> str:
    """The picture as `svg` or `html`; Misuse where it is about a name that there is not."""
    picture = _classes(analysis, asked) if asked.kind == "class" else _modules(analysis, asked)
    title = f"{'Classes' if asked.kind == 'class' else 'Modules'} of {analysis.tree.label}"
    if format == "html":
        from analysis.report import html

        return html.render_map(analysis, picture, title)
    return svg.render(
        picture, title, dark=dark, inside=CLASSES if asked.kind == "class" else MODULES
    )


def _modules(analysis: Analysis, asked: Asked) -> Picture:
    names = set(analysis.structure.modules)
    packages = {name for each in names for name in _around(each)}
    for name in (asked.focus, *(asked.chain or ())):
        if name is not None:
            require_one_of(name, names | packages, "node")
    opened = None
    if asked.collapse is not None:
        opened = frozenset(each for each in packages if each.count(".") + 1 < asked.collapse)
    options = MapOptions(
        opened=opened,
        focus=asked.focus,
        hops=asked.depth,
        chain=asked.chain,
        every_chain=True,
        hide_deferred=asked.timing == "import",
        hide_type_checking=asked.timing is not None,
        hide_tests=asked.focus is None and asked.chain is None,
    )
    return draw_modules(scene_of(analysis), options)


def _classes(analysis: Analysis, asked: Asked) -> Picture:
    within = asked.focus
    if within is not None and ":" in within:
        require_one_of(within, map(str, analysis.structure.classes), "node")
        return draw_classes(scene_of(analysis), ClassOptions(family_of=within, hide_tests=False))
    if within is not None:
        modules = {str(ref).partition(":")[0] for ref in analysis.structure.classes}
        packages = {name for each in modules for name in _around(each)}
        require_one_of(within, modules | packages, "node")
    return draw_classes(scene_of(analysis), ClassOptions(within=within, hide_tests=within is None))


def _around(name: str) -> list[str]:
    found = []
    while name := holder(name):
        found.append(name)
    return found
