"""Random graphs over every built-in node, and what must be true of each."""
