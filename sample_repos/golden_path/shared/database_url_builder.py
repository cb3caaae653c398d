"""Builds database URLs out of the environment: the only code that knows their parts."""

from __future__ import annotations

from urllib.parse import quote

from shared.isolated_environment import IsolatedEnvironment, get_env


class DatabaseURLBuilder:
    """Reads `<PREFIX>_HOST`, `_PORT`, `_USER`, `_PASSWORD` and `_DB`."""

    def __init__(self, prefix: str = "POSTGRES", env: IsolatedEnvironment | None = None) -> None:
        self.prefix = prefix
        self.env = env or get_env()

    def _part(self, name: str, default: str = "") -> str:
        return self.env.get(f"{self.prefix}_{name}", default)

    @property
    def is_configured(self) -> bool:
        """Without a host everything runs on an in-memory database."""
        return bool(self._part("HOST"))

    def build(self, driver: str = "asyncpg") -> str:
        """The full URL, password included: never log it, log `masked()`."""
        if not self.is_configured:
            return "sqlite:///:memory:"
        user = quote(self._part("USER", "netra"))
        password = quote(self._part("PASSWORD"))
        place = f"{self._part('HOST')}:{self._part('PORT', '5432')}/{self._part('DB', 'netra')}"
        return f"postgresql+{driver}://{user}:{password}@{place}"

    def masked(self) -> str:
        """`build()` without the password."""
        head, at, place = self.build().rpartition("@")
        return f"{head.rpartition(':')[0]}:***@{place}" if at else place
