"""What a canvas can do, as tables: a module for each menu."""
