"""Repairs as text edits, with their proof."""
