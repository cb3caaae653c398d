"""What an analysis says to the claims of a ticket."""
