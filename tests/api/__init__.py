"""Tests of what node authors import."""
