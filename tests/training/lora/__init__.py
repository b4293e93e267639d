"""Tests of the LoRA trainer, on tiny models with random weights."""
