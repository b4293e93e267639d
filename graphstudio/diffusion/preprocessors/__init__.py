"""What turns a picture into a guide for a ControlNet: edges, lines, colours, depth, a pose."""
