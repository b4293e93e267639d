"""The canvas: it mirrors a document, and every gesture on it builds one edit."""
