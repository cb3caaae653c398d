"""A folder and a file whose path reads <script>alert(1)</script>."""


class Injected:
    """<img src=x onerror=alert(1)> & \"quoted\"."""
