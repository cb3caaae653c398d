"""Login and tokens: a service of its own, with a database of its own."""
