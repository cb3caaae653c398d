"""Double-entry bookkeeping in plain files."""

__version__ = "1.2.0"
