"""The story of an import: what runs, what each statement loads, where it breaks and why."""
