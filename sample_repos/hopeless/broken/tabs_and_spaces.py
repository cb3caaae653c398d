"""Tabs and spaces that do not agree."""

if True:
        first = 1
	second = 2
