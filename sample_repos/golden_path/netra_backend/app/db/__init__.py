"""Tables, sessions and the database manager.

Only the tables are re-exported here. Sessions and the manager are imported from their modules.
"""

from netra_backend.app.db.base import Base, create_statements
from netra_backend.app.db.models import Message, Thread, User

__all__ = ["Base", "Message", "Thread", "User", "create_statements"]
