"""Where the user says how the program should be: a page, never a dialog."""
