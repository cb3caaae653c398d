"""What a cause is said with, on the way to a diagnosis."""

from __future__ import annotations

import re

import msgspec

from analysis.findings import AnyFinding, Evidence
from analysis.triage.diagnosis.ground import Ground
from analysis.triage.diagnosis.mapping import Mapped, Text
from analysis.triage.report import Cause
from analysis.triage.tracebacks.wording import Wording

_FROM = re.compile(r"from (\.{0,40})([\w.]{0,300}) import ")
_IMPORT = re.compile(r"import ([\w.]{1,300})")


class Judged(msgspec.Struct, frozen=True):
    """A cause with what shows it. `path` and `line` take the place of the raising statement's."""

    cause: Cause
    summary: str
    finding: AnyFinding | None = None
    advice: str = ""
    evidence: tuple[Evidence, ...] = ()
    differs: tuple[str, ...] = ()
    path: str | None = None
    line: int | None = None


class Site(msgspec.Struct, frozen=True):
    """The last statement of the repository that ran, as it stands now."""

    path: str
    module: str
    line: int
    text: str
    """As the log shows it; else as it is."""
    at_import: bool
    """Whether it runs while its module is imported."""


class Case(msgspec.Struct, frozen=True):
    """Everything that a cause is looked for with."""

    ground: Ground
    error: str
    wording: Wording
    frames: tuple[Mapped, ...]
    site: Site | None
    outside: bool
    """Foreign code raised, below the site."""
    raising: str = ""
    """The text of the innermost frame, whoever's it is."""

    @property
    def entry(self) -> str | None:
        """The module that began."""
        return self.frames[0].module if self.frames else None


def site_of(ground: Ground, frame: Mapped) -> Site:
    """The statement of a frame. Of an import over many lines, Pythons name different ones."""
    line = frame.line if frame.line is not None else frame.frame.line
    imports = ground.imports_at(frame.module, line) if frame.text is not Text.GONE else ()
    if imports:
        line = imports[0].fact.span.line
    text = frame.frame.text
    if frame.text is not Text.GONE and imports and not _is_import(text or ""):
        # Of a statement over many lines the log shows one.
        text = None
    if text in (None, "", "???"):
        text = ground.text(frame.path, line) or ""
    function = frame.frame.function
    running = function == "<module>" or (function is None and not imports)
    if function is None and imports:
        running = imports[0].fact.function is None
    return Site(frame.path, frame.module, line, text or "", running)


def asked_module(case: Case) -> str | None:
    """The module that the import of the site names, absolute."""
    site = case.site
    if site is None or case.outside:
        match = _FROM.match(case.raising) or _IMPORT.match(case.raising)
        return match[match.re.groups] or None if match else None
    name = case.wording.name
    for each in case.ground.imports_at(site.module, site.line):
        if name is None or each.fact.name == name:
            # What it was resolved to may end where the first part is missing.
            return _absolute(case.ground, site, each.fact.level, each.fact.module)
    match = _FROM.match(site.text)
    if match:
        return _absolute(case.ground, site, len(match[1]), match[2])
    match = _IMPORT.match(site.text)
    return match[1] if match else None


def asked_object(case: Case) -> str | None:
    """The module before `.name` in the site's text, where a message does not say which."""
    site, name = case.site, case.wording.name
    if site is None or name is None:
        return None
    match = re.search(rf"([A-Za-z_][\w.]{{0,300}})\.{re.escape(name)}\b", site.text)
    if match is None:
        return None
    head, _, rest = match[1].partition(".")
    for each in case.ground.project.by_importer.get(site.module, ()):
        if each.fact.bound == head:
            base = each.target.module
            if each.fact.name is not None:
                base = f"{base}.{each.fact.name}"
            elif each.fact.alias is None:
                base = head
            return f"{base}.{rest}" if rest else base
    return match[1]


def missing_part(case: Case, module: str) -> str:
    """The whole name of the part that was not found, where the message has only the rest."""
    asked = asked_module(case)
    if asked is None or asked == module:
        return module.partition(".")[0]
    if asked.endswith(f".{module}"):
        return f"{asked.removesuffix(module)}{module.partition('.')[0]}"
    # `from package import absent` and names of submodules that are deeper than what is asked.
    return module


def _absolute(ground: Ground, site: Site, level: int, module: str) -> str | None:
    if not level:
        return module
    file = ground.module_at.get(site.path)
    is_package = site.path.endswith("/__init__.py")
    package = site.module if is_package else site.module.rpartition(".")[0]
    parts = package.split(".") if file is not None and package else []
    if level > len(parts):
        return None
    base = ".".join(parts[: len(parts) - level + 1])
    return f"{base}.{module}" if module else base


def _is_import(text: str) -> bool:
    return bool(_FROM.match(text) or _IMPORT.match(text))
