"""The classes of a group side by side, member by member."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.checks.duplicate_class.classes import Classes
from analysis.extract.class_interface import Offer, body_likeness
from analysis.findings import MemberDifference, MemberSide
from analysis.resolve.project import ClassRef

_SIMILAR = 0.5


def differences(classes: Classes, refs: Sequence[ClassRef]) -> tuple[MemberDifference, ...]:
    """One row for each member of any of them, in the order of the first that has it."""
    interfaces = [{offer.name: offer for offer in classes.interface(ref)} for ref in refs]
    names = dict.fromkeys(name for interface in interfaces for name in interface)
    return tuple(
        MemberDifference(name, _sides([interface.get(name) for interface in interfaces]))
        for name in names
    )


def _sides(offers: Sequence[Offer | None]) -> tuple[MemberSide | None, ...]:
    first = next(offer for offer in offers if offer is not None)
    return tuple(_side(offer, first) if offer is not None else None for offer in offers)


def _side(offer: Offer, first: Offer) -> MemberSide:
    return MemberSide(
        kind=offer.kind,
        signature=offer.signature,
        line=offer.line,
        same_interface=(offer.kind, offer.signature) == (first.kind, first.signature),
        body=_body(offer, first),
    )


def _body(offer: Offer, first: Offer) -> str:
    if offer.statements == first.statements:
        return "same"
    return "similar" if body_likeness(offer, first) >= _SIMILAR else "different"
