"""GraphStudio: wire diffusion pipelines from nodes and run them lazily."""
