"""Predictions beside the truth: modules of a tree, imported by real CPython on a temporary copy."""
