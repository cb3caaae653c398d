"""Lines that end the Windows way."""


class Telegram:
    """Short."""

    def text(self) -> str:
        return "STOP"
