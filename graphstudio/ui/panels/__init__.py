"""Panels: everything around the canvas. Each is given what it needs and knows no window."""
