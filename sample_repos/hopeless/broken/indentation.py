"""A block that is none."""


def answer():
return 42
