"""What can be done on a canvas, by noun: each verb makes at most one step of undo."""
