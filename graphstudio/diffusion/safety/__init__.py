"""Which pictures not everybody should see: Stable Diffusion's checker, and covering."""
