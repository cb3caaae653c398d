"""A generated monorepo: any number of modules and lines, the same for the same seed."""
