"""What can be done with a book."""
