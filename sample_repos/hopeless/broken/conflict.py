"""A merge that nobody finished."""

<<<<<<< HEAD
LIMIT = 10
=======
LIMIT = 20
>>>>>>> feature/limits
