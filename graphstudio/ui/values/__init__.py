"""How values are shown, read, stepped and edited, on the canvas and in the inspector alike."""
