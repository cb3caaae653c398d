"""All that lies between two states of one repository, as a reviewer asks for it."""
