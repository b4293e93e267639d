"""The program in a real X window, used with a real mouse and a real keyboard."""
