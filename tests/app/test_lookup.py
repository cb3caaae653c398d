"""What a panel looks up, held against going through everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import Analysis, MemoryTree, analyze
from analysis.findings import AnyFinding
from analysis.sources.directory import open_directory
from views import lookup

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=["golden_path", "monorepo"])
def sample(request: pytest.FixtureRequest) -> Analysis:
    return analyze(open_directory(str(ROOT / "sample_repos" / request.param)))


def about(finding: AnyFinding, module: str) -> bool:
    return module in finding.blocked or any(
        subject.partition(":")[0] == module for subject in finding.subjects
    )


def test_a_package_is_what_its_name_and_a_dot_begin() -> None:
    names = ("p", "p-q", "p.a", "p.a.b", "p.z", "p0", "pq", "pq.a")
    places = lookup.Places(names, {}, {})
    assert places.below("p") == ("p.a", "p.a.b", "p.z")
    assert places.below("p.a") == ("p.a.b",)
    assert places.below("pq.a") == ()
    assert places.below("") == ()


def test_the_findings_of_a_module_are_all_that_name_it_or_its_file(sample: Analysis) -> None:
    key = sample.tree.label
    for name, file in sample.structure.project.modules.items():
        assert lookup.findings_at(key, sample, name, file.path) == [
            finding
            for finding in sample.findings
            if about(finding, name) or file.path in {place.path for place in finding.locations}
        ]


def test_a_package_counts_what_is_in_it(sample: Analysis) -> None:
    key = sample.tree.label
    modules, graph = sample.structure.project.modules, sample.structure.modules
    for package in {name.partition(".")[0] for name in modules}:
        inside = {name for name in modules if name == package or name.startswith(f"{package}.")}
        facts = lookup.package_facts(key, sample, package)
        assert facts.modules == len(inside)
        assert facts.findings == tuple(
            finding
            for finding in sample.findings
            if any(about(finding, module) for module in inside)
        )
        out = {other for name in inside if name in graph for other in graph[name]} - inside
        assert {name for name, _ in facts.uses} == out
        assert lookup.numbers(key, sample, package).edges.fan_out == len(out)


def test_abstractness_is_the_share_of_abstract_classes() -> None:
    made = analyze(
        MemoryTree(
            {
                "p/__init__.py": "",
                "p/a.py": "from abc import ABC\nclass A(ABC): pass\nclass B(A): pass\n",
                "p/b.py": "class ABC: pass\nclass C(ABC): pass\n",
                "q.py": "",
            }
        )
    )
    assert lookup.numbers("shares", made, "p").abstractness == 0.25
    assert lookup.numbers("shares", made, "p.a").abstractness == 0.5
    assert lookup.numbers("shares", made, "q").abstractness is None
