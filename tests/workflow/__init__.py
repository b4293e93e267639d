"""Tests of the workflow files."""
