"""Models that are one file, and parts that are: recognised, named and loaded."""
