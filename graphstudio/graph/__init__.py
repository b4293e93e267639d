"""The document: definitions, packs, the graph, edits with inverses, history. No Qt, no torch."""
