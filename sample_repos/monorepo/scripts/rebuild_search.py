"""Build the search index anew: `python scripts/rebuild_search.py HOST`."""

import sys


class Config:
    """Where the index is, and how long it may take."""

    def __init__(self, host: str, timeout: float = 30.0) -> None:
        self.host = host
        self.timeout = timeout

    def url(self) -> str:
        return f"http://{self.host}:9200/products"


def main() -> None:
    config = Config(sys.argv[1] if len(sys.argv) > 1 else "localhost")
    print("rebuilding", config.url(), "within", config.timeout)


if __name__ == "__main__":
    main()
