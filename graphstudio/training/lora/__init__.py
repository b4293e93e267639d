"""LoRAs (Hu et al., arXiv:2106.09685) for Stable Diffusion 1.x and SDXL, from pictures."""
