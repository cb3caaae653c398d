"""What the product does, free of the web and of SQL details."""
