"""One exception while its lines come in."""

from __future__ import annotations

from analysis.triage.tracebacks.marks import Place
from analysis.triage.tracebacks.value import Frame, Link, Raised


class Block:
    """Frames so far, and the error once it is known."""

    def __init__(self, at: int, indent: int, link: Link = Link.NONE) -> None:
        """`indent` is where the header stands, and the error will."""
        self.at = at
        self.indent = indent
        self.link = link
        self.frames: list[Frame] = []
        self.error = ""
        self.message = ""
        self.frame_indent = 0
        self.wants_text = False
        self.noise = 0
        self.has_error = False

    def add(self, place: Place, at: int, text: str | None = None) -> None:
        """One more frame, the innermost so far."""
        self.frames.append(Frame(place.path, place.line, place.function, text, at))
        self.frame_indent = place.indent
        self.wants_text = text is None
        self.noise = 0

    def set_text(self, text: str, line: int | None = None) -> None:
        """The source of the last frame."""
        last = self.frames[-1]
        self.frames[-1] = Frame(
            last.path, last.line if line is None else line, last.function, text.strip(), last.at
        )
        self.wants_text = False

    def set_error(self, error: str, message: str) -> None:
        self.error, self.message, self.has_error = error, message, True

    def raised(self) -> Raised | None:
        """The exception; None where there is nothing to say of it."""
        frames = tuple(frame for frame in self.frames if frame.line)
        if not frames and not self.message and not self.error:
            return None
        return Raised(self.error, self.message, frames, self.at, self.link)
