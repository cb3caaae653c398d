"""What a verdict says beside yes and no: what is there instead, and what the ticket missed."""

from __future__ import annotations

from functools import cache

import pytest

from analysis.pipeline import Analysis, analyze
from analysis.sources.tree import MemoryTree
from analysis.triage.report import Claim
from analysis.triage.verdicts.claims import claims_of
from tests.triage.ticket_trees import LAB, SHOP


@cache
def analysed(name: str) -> Analysis:
    return analyze(MemoryTree({"shop": SHOP, "lab": LAB}[name]))


def only(text: str, tree: str = "shop") -> Claim:
    (claim,) = claims_of(text, analysed(tree))
    return claim


def places(claim: Claim) -> list[str]:
    return [f"{place.path}:{place.line}" for place in claim.evidence]


def test_a_missing_name_is_shown_with_its_importers_and_what_is_there_instead() -> None:
    claim = only("`shop/payments/gateway.py` does not define `charge_card`")
    assert claim.verdict == "confirmed"
    assert claim.finding == "broken-import:shop.payments.gateway:charge_card"
    assert places(claim) == [
        *("shop/orders/service.py:2", "shop/payments/retry.py:2", "shop/payments/gateway.py:1")
    ]
    assert "shop.payments.gateway has charge (shop/payments/gateway.py:1)" in claim.summary


def test_an_importer_that_the_ticket_missed_and_a_wrong_line_are_told() -> None:
    claim = only("`shop/orders/service.py:7` can't import `charge_card` from `gateway.py`.")
    assert claim.verdict == "confirmed"
    assert "the ticket does not name shop/payments/retry.py:2" in claim.summary
    assert "asks for it in line 2, not 7" in claim.summary


def test_an_importer_that_is_none_makes_it_half_true() -> None:
    claim = only("`charge_card` is missing from `gateway.py`, it is imported by `shop/main.py`.")
    assert claim.verdict == "partly"
    assert "shop.main does not import it" in claim.summary


def test_a_name_that_is_there_is_shown() -> None:
    claim = only("`shop/payments/gateway.py` has no function `charge`")
    assert (claim.verdict, places(claim)) == ("refuted", ["shop/payments/gateway.py:1"])


def test_only_tests_that_expect_it_ask_for_it() -> None:
    claim = only("`Cart` is missing from `shop/orders/models.py`.")
    assert claim.verdict == "confirmed"
    assert "only tests that expect the failure ask for it" in claim.summary


def test_a_third_definition_is_told() -> None:
    claim = only(
        "`Serializer` is defined in `shop/api/serializers.py` and `shop/orders/serializers.py`."
    )
    assert claim.verdict == "confirmed"
    assert "the ticket misses shop/users/serializers.py:2" in claim.summary
    assert "shop/users/serializers.py:2" in places(claim)


def test_more_than_there_are_is_half_true() -> None:
    claim = only("There are four implementations of `Serializer`.")
    assert (claim.verdict, claim.summary) == ("partly", "3 classes are called Serializer; not 4.")


def test_copies_that_differ_are_no_copies() -> None:
    exists, same = claims_of(
        "`Money` is defined in `shop/orders/models.py` and in `legacy.py`, they are identical.",
        analysed("shop"),
    )
    assert (exists.verdict, same.verdict) == ("confirmed", "refuted")
    assert same.summary == (
        "the copies are not identical: they differ in in_cents and rounded."
    ).replace("the copies", "The copies")


def test_a_place_where_the_class_is_only_imported() -> None:
    claim = only("`Store` is defined in `lab/cache/__init__.py` and `lab/cache/store.py`.", "lab")
    assert claim.verdict == "refuted"
    assert "lab.cache only imports it" in claim.summary


def test_a_circle_that_only_a_deferred_import_closes() -> None:
    claim = only("`shop.users.account` and `shop.users.session` import each other.")
    assert claim.verdict == "partly"
    assert claim.summary == (
        "No import-time path back exists; the only connection is this deferred chain: "
        "shop.users.session → shop.users.account."
    )
    assert places(claim) == ["shop/users/session.py:3"]


def test_a_circle_for_the_type_checker_is_none() -> None:
    claim = only("circular import between `shop.users.profile` and `shop.users.avatar`")
    assert claim.verdict == "refuted"
    assert "for the type checker only" in claim.summary
    assert places(claim) == ["shop/users/avatar.py:1", "shop/users/profile.py:4"]


def test_two_of_three_members_are_on_a_circle_only_with_the_third() -> None:
    claim = only("`lab.model.tensor` and `lab.model.ops` import each other.", "lab")
    assert claim.verdict == "partly"
    assert "only together with lab.model.shape" in claim.summary


def test_a_circle_told_in_the_wrong_direction() -> None:
    ring = " -> ".join(f"`lab.model.{each}`" for each in ("shape", "ops", "tensor", "shape"))
    claim = only(ring, "lab")
    assert claim.verdict == "partly"
    assert "it runs otherwise; lab.model.shape does not import lab.model.ops" in claim.summary


def test_a_function_that_fails_when_it_runs_is_told_where_the_import_works() -> None:
    claim = only("`lab.viz.plot` can't be imported.", "lab")
    assert claim.verdict == "refuted"
    assert "an import inside plot fails when it runs" in claim.summary
    assert "src/lab/viz/plot.py:2" in places(claim)


def test_another_error_than_was_told_is_half_true() -> None:
    claim = only("`shop.main` fails with a NameError on import.")
    assert claim.verdict == "partly"
    assert "but with ImportError, not NameError" in claim.summary


def test_what_is_blocked_by_something_else_is_half_true() -> None:
    text = "There is no module `shop.reports.charts`. The missing module blocks `shop.api.routes`."
    _, impact = claims_of(text, analysed("shop"))
    assert (impact.type, impact.verdict) == ("impact", "partly")
    assert impact.finding == "broken-import:shop.payments.gateway:charge_card"
    assert "but for another reason" in impact.summary


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("`lab.dynamic` has no function `answer`.", "unchecked"),
        ("`lab/nowhere.py` does not define `mean`, `lab.stats` is fine?", None),
        ("The checkout is blocked.", None),
    ],
)
def test_what_can_not_be_told_is_not_told(text: str, verdict: str | None) -> None:
    assert [claim.verdict.value for claim in claims_of(text, analysed("lab"))] == (
        [verdict] if verdict else []
    )


def test_a_name_with_dots_is_not_given_a_capital() -> None:
    assert only("`shop.main` can't be imported.").summary.startswith("shop.main fails at shop/")
