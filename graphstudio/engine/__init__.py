"""Run a graph: plan, keys, cache, executor, events, devices. Knows no diffusion and no Qt."""
