"""Logging: one format, one place."""

from __future__ import annotations

import logging

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def configure_logging(level: str = "INFO") -> None:
    """Set up the root logger; called once, by the entry point."""
    logging.basicConfig(level=getattr(logging, level.upper(), logging.INFO), format=FORMAT)


def get_logger(name: str) -> logging.Logger:
    """The logger of a module: `get_logger(__name__)`."""
    return logging.getLogger(name)
