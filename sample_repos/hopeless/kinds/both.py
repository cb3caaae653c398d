"""A module with a stub beside it; the stub is not what runs."""

VALUE = 1
