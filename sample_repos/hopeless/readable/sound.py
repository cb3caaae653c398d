"""Nothing is wrong here: a bad neighbour costs only itself."""

from __future__ import annotations

from encodings_zoo.bom import GREETING
from encodings_zoo.crlf import Telegram
from encodings_zoo.latin1_with_cookie import CAFE


class Reader:
    """Reads what can be read."""

    def read(self) -> list[str]:
        return [GREETING, CAFE, Telegram().text()]
