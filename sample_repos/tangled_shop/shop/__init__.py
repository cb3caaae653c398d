"""A web shop. Imports none of its parts, so that each can be looked at alone."""
