"""From any text to what it claims of a repository; the names of the repository are handed in."""
