"""torch and diffusers: loading, text, denoisers, schedulers, guidance and the sampling loop."""
