# -*- coding: latin-1 -*-
"""Un café, écrit en latin-1, et qui le dit."""

CAFE = "café"
