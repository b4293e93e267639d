"""What is kept on disk between starts: results of nodes, and states in the middle of their work."""
