"""The doors: each module has a `router`."""
