"""Imports an extension module: static reading can not say what it has."""

from kinds.accelerator import fast_path
