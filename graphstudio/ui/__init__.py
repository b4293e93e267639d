"""The window: the only home of Qt. It shows and asks; documents decide."""
