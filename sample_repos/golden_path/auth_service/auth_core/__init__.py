"""The core of the auth service."""
