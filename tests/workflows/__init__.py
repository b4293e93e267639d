"""Tests of the ready-made workflows, with the built-in model."""
