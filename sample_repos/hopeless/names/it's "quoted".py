"""It's a file with \"quotes\" and a space in its name."""

VALUE = 1
