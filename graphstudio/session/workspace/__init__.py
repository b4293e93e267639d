"""Open workflows: sheets, the journal that survives a crash, recovery, recent files."""
