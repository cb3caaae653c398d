"""The application: routes on services on the database."""
