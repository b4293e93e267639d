"""The main window: tabs in the middle, panels around them, commands over everything."""
