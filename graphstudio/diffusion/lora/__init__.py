"""LoRAs as patches: files looked at, read, and merged into views that share all other weights."""
