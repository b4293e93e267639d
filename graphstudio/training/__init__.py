"""The training of GraphStudio's own models: drawn pictures, their captions, and the loops that learn them."""
