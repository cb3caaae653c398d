"""Un café, écrit en latin-1 sans le dire."""

PRICE = "3 £"
