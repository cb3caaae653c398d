"""Module graph, class graph, and how to draw them."""
