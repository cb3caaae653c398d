"""Where a parcel is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tracking:
    """A parcel that is on its way."""

    parcel: str
    carrier: str

    def days_left(self) -> int:
        from shop.shipping.carrier import CARRIERS

        return CARRIERS[self.carrier].days
