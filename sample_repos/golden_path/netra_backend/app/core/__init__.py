"""What every layer uses: logging and the web toolkit. Imports no other part of the backend."""
