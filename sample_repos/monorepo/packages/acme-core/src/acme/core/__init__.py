"""What every product of the house uses. `acme` itself is a namespace: it has no `__init__`."""

from acme.core.clock import Clock, SystemClock
from acme.core.money import Money

__all__ = ["Clock", "Money", "SystemClock"]
