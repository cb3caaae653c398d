"""The database of the auth service. Knows nothing of the backend."""

from .database_manager import AuthDatabaseManager
from .token_repository import TokenRepository

__all__ = ["AuthDatabaseManager", "TokenRepository"]
