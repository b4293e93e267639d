"""Every picture that was made, found again by its words, with a small version to show."""
