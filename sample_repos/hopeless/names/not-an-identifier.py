"""Can be run, and imported only through importlib."""

VALUE = 1
