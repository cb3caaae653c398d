"""Orders and the invoices made of them."""
