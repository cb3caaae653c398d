"""Names and texts that must reach a page as text only: <b>bold</b> {{ template }} ${shell} `tick`."""


class שלום:
    """שלום עולם, from right to left, and ‮turned around‬."""

    def مرحبا(self) -> str:
        return "🙂"


class 数据库:
    """</textarea><script>alert("docstring")</script> 🎉"""

    greeting = "javascript:alert(1)"
