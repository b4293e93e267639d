"""What nearly every run imports first: seconds that an idle worker can spend before."""


def warm_up() -> None:
    """Import torch, and what the built-in nodes use of it and of the libraries on it.

    diffusers and transformers import a class when it is asked for, so the classes are named.
    """
    from diffusers import (  # noqa: F401
        AutoencoderKL,
        DPMSolverMultistepScheduler,
        UNet2DConditionModel,
    )
    from transformers import CLIPTextModel, CLIPTokenizer  # noqa: F401

    from graphstudio.diffusion import images, loading, previews, sampling  # noqa: F401
