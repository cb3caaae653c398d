"""Where source text comes from and which modules it makes."""
