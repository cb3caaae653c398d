"""What a pasted text says of a repository: tracebacks and tickets, checked against an analysis."""
