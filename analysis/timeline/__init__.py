"""What was found at one revision after the other."""
