"""The tables of the backend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from netra_backend.app.db.base import Base


@dataclass
class User(Base):
    """Somebody who may chat."""

    id: str
    email: str

    table: ClassVar[str] = "users"
    columns: ClassVar[tuple[str, ...]] = ("id TEXT PRIMARY KEY", "email TEXT UNIQUE")


@dataclass
class Thread(Base):
    """One conversation of a user."""

    id: str
    user_id: str
    title: str = ""

    table: ClassVar[str] = "threads"
    columns: ClassVar[tuple[str, ...]] = ("id TEXT PRIMARY KEY", "user_id TEXT", "title TEXT")


@dataclass
class Message(Base):
    """One turn of a conversation."""

    thread_id: str
    role: str
    content: str

    table: ClassVar[str] = "messages"
    columns: ClassVar[tuple[str, ...]] = ("thread_id TEXT", "role TEXT", "content TEXT")
