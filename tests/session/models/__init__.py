"""Tests of what becomes of the models that workflows name."""
