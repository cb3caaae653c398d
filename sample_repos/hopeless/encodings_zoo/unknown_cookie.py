# -*- coding: klingon-8 -*-
"""An encoding that nobody knows."""

VALUE = 1
