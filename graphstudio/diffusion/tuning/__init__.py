"""Networks that run faster or need less memory, each as a view of what was loaded."""
