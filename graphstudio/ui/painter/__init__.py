"""The mask painter: it shows a picture, takes strokes, and edits the painting of one node."""
