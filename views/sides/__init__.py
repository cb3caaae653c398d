"""Two states of a repository beside each other: drawn, as tables, and in words."""
