"""Every claim of the sample's ticket, and the evidence for what is true of it.

`tests/samples` asks CPython whether the modules import as the verdicts say.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from analysis.pipeline import analyze
from analysis.sources.tree import MemoryTree
from analysis.triage.report import Claim
from analysis.triage.verdicts.claims import claims_of
from tests.triage.ticket_trees import golden_path

ISSUE = Path(__file__).parents[2] / "sample_repos" / "golden_path" / "ISSUE.md"

APP = "netra_backend/app"
BROKEN = "broken-import:netra_backend.app.db.session:get_db_session_factory"
CYCLE = (
    "import-cycle:netra_backend.app.database,netra_backend.app.db.database_manager,"
    "netra_backend.app.db.session"
)


@cache
def claims() -> tuple[Claim, ...]:
    return claims_of(ISSUE.read_text("utf-8"), analyze(MemoryTree(golden_path())))


@pytest.mark.parametrize(
    ("line", "words", "kind", "verdict", "finding", "places", "summary"),
    [
        (
            *(17, "does not define `get_db_session_factory`", "missing-name", "confirmed", BROKEN),
            (
                *(
                    f"{APP}/websocket_core/websocket_factory.py:8",
                    "tests/test_ssot_violations.py:16",
                ),
                *(f"{APP}/services/execution_context.py:25", f"{APP}/db/session_factory.py:28"),
            ),
            f"the ticket does not name {APP}/services/execution_context.py:25",
        ),
        (
            *(23, "built on `DatabaseURLBuilder`", "duplicate-class", "confirmed"),
            "duplicate-class:auth_service.auth_core.database.database_manager:"
            "AuthDatabaseManager+2~8f88966768",
            (
                *(f"{APP}/db/database_manager.py:36", f"{APP}/database/__init__.py:39"),
                "auth_service/auth_core/database/database_manager.py:11",
            ),
            "a variant of another name",
        ),
        (
            *(24, "an identical copy", "duplicate-class", "refuted"),
            "duplicate-class:auth_service.auth_core.database.database_manager:"
            "AuthDatabaseManager+2~8f88966768",
            (f"{APP}/db/database_manager.py:36", f"{APP}/database/__init__.py:39"),
            "they differ in __init__, get_engine, initialize and is_initialized",
        ),
        (
            *(30, "netra_backend/app/db/database_manager.py", "cycle", "confirmed", CYCLE),
            (
                *(f"{APP}/db/session.py:31", f"{APP}/database/__init__.py:10"),
                f"{APP}/db/database_manager.py:11",
            ),
            "which one is imported first decides whether it fails",
        ),
        (
            *(32, "None of the three modules can be imported.", "import-error", "partly", CYCLE),
            (f"{APP}/db/session.py:31", f"{APP}/database/__init__.py:10"),
            "netra_backend.app.db.session can be imported",
        ),
        (
            *(33, "is part of the circle as well", "cycle", "refuted", None),
            ("auth_service/auth_core/database/database_manager.py:1",),
            "it does not import netra_backend.app.database",
        ),
        (
            *(38, "**Blocks the golden path**", "impact", "confirmed", BROKEN),
            (f"{APP}/websocket_core/websocket_factory.py:8",),
            "netra_backend.app.routes.websocket, netra_backend.app.application and main fail at",
        ),
        (
            *(40, "The auth service does not start either.", "impact", "refuted", None),
            ("auth_service/main.py:1",),
            "auth_service is not blocked",
        ),
        (
            *(41, "The nightly job", "import-error", "confirmed", CYCLE),
            (f"{APP}/database/__init__.py:10",),
            "netra_backend.app.services.maintenance fails at",
        ),
        (
            *(87, "cannot import name 'PoolOptions'", "import-error", "confirmed", CYCLE),
            (f"{APP}/database/__init__.py:10",),
            "2 modules fail that way",
        ),
    ],
)
def test_a_claim_of_the_ticket(
    line: int,
    words: str,
    kind: str,
    verdict: str,
    finding: str | None,
    places: tuple[str, ...],
    summary: str,
) -> None:
    (claim,) = [each for each in claims() if each.line == line]
    assert words in claim.text
    assert (claim.type, claim.verdict, claim.finding) == (kind, verdict, finding)
    assert summary in claim.summary
    assert set(places) <= {f"{place.path}:{place.line}" for place in claim.evidence}


def test_there_are_no_others() -> None:
    assert [claim.line for claim in claims()] == [17, 23, 24, 30, 32, 33, 38, 40, 41, 87]
