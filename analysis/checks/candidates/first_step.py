"""What to do first about a name or a module that is not there, and why."""

from __future__ import annotations

from collections.abc import Collection

from analysis.findings import Candidate, ImportSite, SiteKind

_LIKELY = 0.7


def advice(
    module: str,
    name: str | None,
    sites: Collection[ImportSite],
    candidates: tuple[Candidate, ...],
) -> str:
    """One sentence; "" where nothing can be said that helps."""
    if all(site.kind is SiteKind.EXPECTED for site in sites):
        return "Nothing is to repair: the tests state that it is gone"
    best = candidates[0] if candidates else None
    if best is not None and best.kind != "git" and best.score >= _LIKELY:
        return f"{_instead(name, best)}: {best.why}"
    what = name or module
    before = next((each for each in candidates if each.kind == "git"), None)
    if before is not None and before.revision is not None:
        last = before.revision.last
        return (
            f"Bring {what} back from {last.short} of {last.day}, or drop what imports it: "
            f"{before.why}"
        )
    if best is not None:
        said = _instead(name, best)
        return f"Perhaps {said[0].lower()}{said[1:]}: {best.why}"
    if name is None:
        return ""
    return f"Nothing in the repository is called {what} or like it: write it, or drop its imports"


def _instead(name: str | None, best: Candidate) -> str:
    if best.name is None:
        last = best.module.rpartition(".")[2]
        if name is not None and name == last:
            return f"Import the module {best.module} instead"
        return f"Import from {best.module} instead"
    if best.name == name:
        return f"Import it from {best.module} instead"
    return f"Import {best.name} from {best.module} instead"
