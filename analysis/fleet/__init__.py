"""Many repositories, audited into one report."""
