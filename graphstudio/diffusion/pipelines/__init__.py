"""Whole pipelines of diffusers, opened from folders and called as they are."""
