"""Real mouse and key events on a shown canvas, judged by what they did to the document."""
