"""What a trained model is worth, in figures: one module for each question."""
