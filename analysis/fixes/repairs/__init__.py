"""One kind of repair a file."""
