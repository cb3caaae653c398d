"""A second opinion: the module graph as pydeps sees it, beside ours."""
