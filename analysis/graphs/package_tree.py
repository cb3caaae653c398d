"""Packages as a tree, and which of its boxes are drawn when some packages are open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import msgspec

TOP = ""
OWN = ".__init__"
_SPARSE = 4
_LONELY = 8


class PackageTree(msgspec.Struct, frozen=True):
    """`children` of every package (leaves or packages, sorted), `TOP` holding the outermost.

    A package that holds nothing but one other thing is left out: that thing takes its place.
    `leaves` counts what a package holds at any depth.
    """

    children: Mapping[str, tuple[str, ...]]
    leaves: Mapping[str, int]


class Visible(msgspec.Struct, frozen=True):
    """The boxes of a drawing. `children` of `TOP` and of each open package, outer ones first.

    `home` says which box stands for a leaf, `parent` which open package (or `TOP`) encloses a box.
    `refused` are packages that were to be open, but hold more than the drawing may.
    """

    children: Mapping[str, tuple[str, ...]]
    parent: Mapping[str, str]
    home: Mapping[str, str]
    refused: tuple[str, ...] = ()


def module_of(box: str) -> str:
    """The module that a box's id stands for: a package's own code is drawn as "pkg.__init__"."""
    return box.removesuffix(OWN)


def holder(name: str) -> str:
    """The package or module right around a module, a class ("pkg.mod:Class") or a package."""
    if ":" in name:
        around = name.partition(":")[0]
        return TOP if around == "external" else around
    return name.rpartition(".")[0]


def reveal(opened: Collection[str], name: str) -> frozenset[str]:
    """`opened` and every package around a module (or box), so that it is drawn itself."""
    found = set(opened)
    around = holder(name)
    while around:
        found.add(around)
        around = holder(around)
    return frozenset(found)


def build_tree(leaves: Iterable[str]) -> PackageTree:
    """The tree over leaves, from their names alone."""
    children: dict[str, set[str]] = {TOP: set()}
    for leaf in leaves:
        below, around = leaf, holder(leaf)
        while around not in children:
            children[around] = {below}
            below, around = around, holder(around)
        children[around].add(below)
    kept = {
        package: tuple(sorted(_unwrapped(child, children) for child in held))
        for package, held in children.items()
        if package == TOP or len(held) > 1
    }
    counts: dict[str, int] = {}
    # A package's name is longer than that of any package around it.
    for package in sorted(kept, key=len, reverse=True):
        counts[package] = sum(counts.get(child, 1) for child in kept[package])
    return PackageTree(kept, counts)


def open_levels(tree: PackageTree, budget: int, closed: Collection[str] = ()) -> frozenset[str]:
    """The packages to open so that about `budget` boxes are drawn: whole levels while they fit.

    Where this leaves a nearly empty drawing, single packages follow, the smallest first; and
    where only a few boxes would be left to look at, one package more than `budget` allows.
    """
    opened: set[str] = set()
    boxes = len(tree.children[TOP])
    rim = _packages(tree, TOP, closed)
    while rim:
        wider = boxes + sum(len(tree.children[package]) for package in rim)
        if wider > budget:
            break
        opened.update(rim)
        boxes = wider
        rim = [inner for package in rim for inner in _packages(tree, package, closed)]
    while rim and boxes < budget // _SPARSE:
        smallest = min(rim, key=lambda package: (len(tree.children[package]), package))
        boxes += len(tree.children[smallest])
        if boxes > budget and boxes - len(tree.children[smallest]) >= _LONELY:
            break
        opened.add(smallest)
        rim.remove(smallest)
        rim += _packages(tree, smallest, closed)
    return frozenset(opened)


def visible(tree: PackageTree, opened: Collection[str], ceiling: int) -> Visible:
    """What is drawn when `opened` are open, never more than `ceiling` boxes beyond the top ones."""
    shown = {TOP: tree.children[TOP]}
    parent = dict.fromkeys(tree.children[TOP], TOP)
    refused = []
    boxes = len(parent)
    rim = [TOP]
    while rim:
        following = []
        for package in rim:
            for child in shown[package]:
                if child not in opened or child not in tree.children:
                    continue
                held = tree.children[child]
                if boxes + len(held) > ceiling:
                    refused.append(child)
                    continue
                boxes += len(held)
                shown[child] = held
                parent.update(dict.fromkeys(held, child))
                following.append(child)
        rim = following
    home: dict[str, str] = {}
    for box in parent:
        if box not in shown:
            home.update(dict.fromkeys(leaves_below(tree, box), box))
    return Visible(shown, parent, home, tuple(refused))


def leaves_below(tree: PackageTree, name: str) -> list[str]:
    """The leaves that a package holds at any depth; a leaf is its own."""
    found = []
    pending = [name]
    while pending:
        inner = pending.pop()
        if inner in tree.children:
            pending += tree.children[inner]
        else:
            found.append(inner)
    return found


def _unwrapped(name: str, children: Mapping[str, set[str]]) -> str:
    while len(children.get(name, ())) == 1:
        (name,) = children[name]
    return name


def _packages(tree: PackageTree, package: str, closed: Collection[str]) -> list[str]:
    return [
        child for child in tree.children[package] if child in tree.children and child not in closed
    ]
