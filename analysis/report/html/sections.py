"""The parts of a report around its map: summary, golden paths, findings, modules, blind spots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from analysis.execution.golden import ABSENT, GoldenPath
from analysis.findings import AnyFinding, Severity, Standing, rule_of, words_of
from analysis.fixes.edits import Fix
from analysis.pipeline import Analysis
from analysis.report.html.facts import ModuleFact
from analysis.report.html.findings import SIGN, at, finding_element, places
from analysis.report.html.markup import Html, join, tag

OUTCOMES = {"ok": "✓ imports", "fails": "✕ fails", "unknown": "? can't tell"}


def summary(analysis: Analysis, modules: list[ModuleFact], standing: Standing) -> Html:
    """How many of everything there are."""
    project = analysis.structure.project
    counted = Counter(finding.severity for finding in standing.counting)
    outcomes = Counter(module.outcome for module in modules)
    return tag(
        "section",
        tag(
            "div",
            _tile(len(modules), "modules", "plain", "#modules"),
            _tile(outcomes["fails"], "fail on import", "error", "#modules"),
            _tile(outcomes["unknown"], "can't be told", "warning", "#modules"),
            *(
                _tile(counted[severity], _plural(severity.value), severity.value, "#findings")
                for severity in Severity
            ),
            class_="tiles",
        ),
        _bar(outcomes),
        tag(
            "p",
            f"{len(project.classes):,} classes, {len(project.imports):,} imported names, "
            f"read for Python {'.'.join(map(str, analysis.options.python_version))}; "
            "import roots: ",
            *_commas([tag("code", root) for root in project.layout.roots]),
            ".",
            *_aside(analysis, standing),
            class_="quiet",
        ),
        id="summary",
    )


def golden_paths(analysis: Analysis, rank: Mapping[str, int]) -> Html | None:
    """The entries that must import, and what is in their way."""
    if not analysis.golden_paths:
        return None
    return tag(
        "section",
        tag("h2", "Golden paths"),
        tag("ul", *(_golden(each, rank) for each in analysis.golden_paths), class_="golden"),
        id="golden",
    )


def findings(analysis: Analysis, fixes: Mapping[str, tuple[Fix, ...]], standing: Standing) -> Html:
    """Every finding that counts, in ranked order, and the buttons that choose among them."""
    shown = standing.counting
    if not shown:
        return tag("section", tag("h2", "Findings"), tag("p", "Nothing was found."), id="findings")
    severities = Counter(finding.severity.value for finding in shown)
    rules = Counter(map(rule_of, shown))
    return tag(
        "section",
        tag("h2", "Findings ", tag("span", f"{len(shown):,}", class_="count")),
        tag(
            "div",
            *(
                _filter("severity", each, f"{SIGN[each]} {each}", number)
                for each, number in severities.items()
            ),
            *(_filter("rule", each, each, number) for each, number in sorted(rules.items())),
            _search("find-finding", "Search the findings"),
            class_="filters script",
        ),
        *(
            finding_element(number, finding, fixes.get(finding.key, ()), standing, analysis.tree)
            for number, finding in enumerate(shown)
        ),
        tag("p", "No finding fits.", class_="quiet none", hidden=True),
        id="findings",
    )


def modules_table(modules: list[ModuleFact]) -> Html:
    """A row for each module; a click on its name shows it on the map."""
    outcomes = Counter(module.outcome for module in modules)
    importers = Counter(imported for module in modules for imported in module.imports)
    rows = [
        tag(
            "tr",
            tag("td", tag("a", module.name, href="#map", data_module=number)),
            tag(
                "td",
                tag("span", OUTCOMES[module.outcome], class_=f"outcome {module.outcome}"),
                class_="nowrap",
            ),
            tag("td", module.said or None, *([" ", at(module.place, None)] * bool(module.place))),
            tag("td", f"{importers[number]:,}", class_="number"),
            tag("td", f"{len(module.imports):,}", class_="number"),
            tag("td", tag("code", module.path)),
            data_outcome=module.outcome,
            data_test=module.is_test,
        )
        for number, module in enumerate(modules)
    ]
    head = ("Module", "Importing it first", "What happens", "Importers", "Imports", "File")
    return tag(
        "section",
        tag("h2", "Modules ", tag("span", f"{len(modules):,}", class_="count")),
        tag(
            "div",
            *(
                _filter("outcome", each, words, outcomes[each])
                for each, words in OUTCOMES.items()
                if outcomes[each]
            ),
            _search("find-module", "Search the modules"),
            class_="filters script",
        ),
        tag(
            "div",
            tag(
                "table",
                tag("thead", tag("tr", *(tag("th", each, scope="col") for each in head))),
                tag("tbody", *rows),
            ),
            class_="table",
            tabindex="0",
            role="region",
            aria_label="All modules",
        ),
        tag("p", "No module fits.", class_="quiet none", hidden=True),
        id="modules",
    )


def blind_spots(analysis: Analysis) -> Html | None:
    """What static reading could not decide."""
    if not analysis.blind_spots:
        return None
    return tag(
        "section",
        tag("h2", "What static reading could not decide"),
        places(join([at(spot.path, spot.line), " ", spot.reason]) for spot in analysis.blind_spots),
        id="blind",
    )


def stale(standing: Standing) -> Html | None:
    """What the settings and the baseline still speak of, and is not found any more."""
    rows = [f"{words_of(each)}: no finding needs this waiver" for each in standing.stale]
    rows += [f"{key}: in the baseline, and no longer found" for key in standing.gone or ()]
    if not rows:
        return None
    return tag(
        "section",
        tag("h2", "Waivers and baseline"),
        places(join([row]) for row in rows),
        id="stale",
    )


def _golden(golden: GoldenPath, rank: Mapping[str, int]) -> Html:
    blocked = [
        tag("a", key, href=f"#finding-{rank[key]}") if key in rank else tag("code", key)
        for key in golden.blocked_by
    ]
    why: list[str | Html] = []
    if blocked:
        why = [" blocked by ", *_commas(blocked)]
    elif golden.why in ABSENT:
        why = [f" {golden.why}"]
    return tag(
        "li",
        tag("span", OUTCOMES[golden.outcome], class_=f"outcome {golden.outcome}"),
        *(" ", tag("strong", golden.name), " ", tag("code", golden.module), *why),
    )


def _commas(parts: list[Html]) -> Iterator[str | Html]:
    for number, part in enumerate(parts):
        if number:
            yield ", "
        yield part


def _aside(analysis: Analysis, standing: Standing) -> Iterator[str]:
    for number, words in (
        (len(standing.waived), "waived"),
        (len(standing.expired), "with an expired waiver"),
        (len(standing.known), "in the baseline"),
        (len(analysis.excluded), "files excluded by the settings"),
    ):
        if number:
            yield f" {number:,} {words}."


def _tile(number: int, words: str, kind: str, href: str) -> Html:
    return tag(
        "a",
        tag("b", f"{number:,}"),
        tag("span", words),
        href=href,
        class_=f"tile {kind if number else 'none'}",
    )


def _bar(outcomes: Counter[str]) -> Html:
    """The outcomes beside each other: as a drawing, for no element may have a style of its own."""
    total = max(1, outcomes.total())
    parts, x = [], 0.0
    for outcome in OUTCOMES:
        width = 1000 * outcomes[outcome] / total
        if width:
            parts.append(
                tag("rect", x=f"{x:.1f}", width=f"{width:.1f}", height="10", class_=outcome)
            )
            x += width
    said = ", ".join(f"{outcomes[each]} {words[2:]}" for each, words in OUTCOMES.items())
    return tag(
        "svg",
        tag("title", said),
        *parts,
        viewBox="0 0 1000 10",
        preserveAspectRatio="none",
        class_="bar",
        role="img",
    )


def _filter(field: str, value: str, words: str, number: int) -> Html:
    return tag(
        "button",
        *(words, " ", tag("small", f"{number:,}")),
        type="button",
        data_field=field,
        data_value=value,
        aria_pressed="false",
    )


def _search(name: str, words: str) -> Html:
    return tag("input", type="search", id=name, placeholder=words, aria_label=words)


def _plural(word: str) -> str:
    return word if word == "info" else f"{word}s"


def numbered(findings: tuple[AnyFinding, ...]) -> dict[str, int]:
    """The place of each finding in the ranking, by key."""
    return {finding.key: number for number, finding in enumerate(findings)}
