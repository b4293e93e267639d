"""How long a run will take and how much memory it needs, learned from the runs before it."""
