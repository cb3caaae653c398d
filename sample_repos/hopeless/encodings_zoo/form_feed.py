"""Form feeds and vertical tabs between the lines are no line ends for Python."""

FIRST = 1
SECOND = "ab"
