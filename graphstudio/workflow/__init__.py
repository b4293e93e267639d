"""The file: reading, writing, upgrades, and workflows inside pictures."""
