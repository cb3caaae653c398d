"""A bracket that is never closed."""

anything = (1,
            2,
