"""How things get to the customer."""
