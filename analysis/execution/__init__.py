"""What importing each module first does."""
