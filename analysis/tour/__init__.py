"""A tour for someone new to a repository: where it starts, what to read, what leans on what."""
