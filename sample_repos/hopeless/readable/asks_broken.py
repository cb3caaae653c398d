"""Can't be imported: the module it asks for is no Python."""

from broken.unclosed import anything
