"""Put registry, engine and files together for whoever wants a run."""
