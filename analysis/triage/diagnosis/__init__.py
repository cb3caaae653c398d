"""From a traceback and an analysis to the cause."""
