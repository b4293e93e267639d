"""Gestures: one object for each thing that a hand can do on the canvas."""
