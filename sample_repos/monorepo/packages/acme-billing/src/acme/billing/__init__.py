"""Invoices: the second distribution below the namespace `acme`."""

from acme.billing.invoice import Invoice, InvoiceLine

__all__ = ["Invoice", "InvoiceLine"]
