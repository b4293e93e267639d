"""The run queue: what is to be run, kept on disk, and who runs it one after another."""
