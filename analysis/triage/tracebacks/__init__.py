"""From any pasted text to the tracebacks in it; nothing here knows a repository."""
