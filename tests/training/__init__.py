"""Tests of the drawing, the captions, the judge and the training loops."""
