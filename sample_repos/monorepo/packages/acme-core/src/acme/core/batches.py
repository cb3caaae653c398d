"""Batches: the standard library's where it has them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import islice

if sys.version_info >= (3, 12):
    from itertools import batched

    class Batches:
        """Python 3.12 and later."""

        def __init__(self, size: int) -> None:
            self.size = size

        def of(self, items: Iterable[object]) -> Iterator[tuple[object, ...]]:
            return batched(items, self.size)

else:

    class Batches:
        """Before Python 3.12."""

        def __init__(self, size: int) -> None:
            self.size = size

        def of(self, items: Iterable[object]) -> Iterator[tuple[object, ...]]:
            iterator = iter(items)
            while batch := tuple(islice(iterator, self.size)):
                yield batch
