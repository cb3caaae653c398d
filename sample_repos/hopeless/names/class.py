"""Named by a keyword: `import names.class` is no Python."""

VALUE = 1
