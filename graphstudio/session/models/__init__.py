"""Which models a workflow means: compared with those that are here, and mended."""
