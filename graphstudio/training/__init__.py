"""The training of GraphStudio's own models: drawn pictures, captions, and the loops that learn."""
