# coding: latin-1
"""A byte order mark and a cookie that contradicts it."""

VALUE = 1
