"""The part that can be read: it asks for things in the files that can not."""
