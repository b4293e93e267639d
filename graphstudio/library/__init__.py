"""The models on this machine: found by their headers, known by their content; no torch."""
