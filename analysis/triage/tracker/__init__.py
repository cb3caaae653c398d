"""The remediation tracker: a document to work from, which is checked again when it is fed back."""
