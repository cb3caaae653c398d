"""The one custom component that draws every graph of the application."""
