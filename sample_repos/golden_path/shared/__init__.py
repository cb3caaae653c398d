"""What the backend and the auth service have in common; imports neither of them."""
