"""Ein Modul mit Umlauten im Namen."""

GRÖSSE = 3
