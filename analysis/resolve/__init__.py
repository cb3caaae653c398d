"""What imports and names mean across files."""
