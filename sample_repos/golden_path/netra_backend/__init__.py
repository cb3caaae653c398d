"""The backend."""

__version__ = "0.4.2"
