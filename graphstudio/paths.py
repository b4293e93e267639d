"""Where files are: the only module that knows.

Each folder can be moved by an environment variable, so that tests, servers and portable
installations never touch a home directory. One that begins with "~" and no user's name of this
machine raises `BadValue`.
"""

import os
from pathlib import Path

import platformdirs

from graphstudio.errors import BadValue

_APP = "GraphStudio"


def bundled(name: str) -> Path:
    """Find a folder that ships with the program: `nodes`, `resources` or `workflows`."""
    installed = Path(__file__).parent / "_bundled" / name
    return installed if installed.exists() else Path(__file__).parent.parent / name


def builtin_model() -> Path:
    """Find the diffusers folder of the model that ships with the program."""
    return bundled("resources") / "models" / "builtin"


def builtin_lora() -> Path:
    """Find the example of a LoRA that ships with the built-in model: pencil drawings."""
    return bundled("resources") / "models" / "builtin-pencil" / "pencil.safetensors"


def builtin_edges() -> Path:
    """Find the ControlNet for edges that ships with the built-in model, a diffusers folder."""
    return bundled("resources") / "models" / "builtin-edges"


def model_configs() -> Path:
    """Find the configs of model families, for models that are one file without any."""
    return bundled("resources") / "configs"


def tokenizers() -> Path:
    """Find the tokenizers that ship with the program, for models that are one file."""
    return bundled("resources") / "tokenizers"


def user_nodes() -> Path:
    """Find the folder of the user's own node packs (`GRAPHSTUDIO_NODES`); it may not exist."""
    return _folder("GRAPHSTUDIO_NODES", Path(platformdirs.user_data_dir(_APP)) / "nodes")


def models() -> Path:
    """Find the folder of the user's models (`GRAPHSTUDIO_MODELS`); it may not exist."""
    return _folder("GRAPHSTUDIO_MODELS", Path(platformdirs.user_data_dir(_APP)) / "models")


def digests() -> Path:
    """Find where hashes of model files are remembered."""
    return cache() / "digests"


def wildcards() -> Path:
    """Find the folder of the user's word lists (`GRAPHSTUDIO_WILDCARDS`); it may not exist."""
    return _folder("GRAPHSTUDIO_WILDCARDS", Path(platformdirs.user_data_dir(_APP)) / "wildcards")


def annotators() -> Path:
    """Find where the user keeps networks that draw guides for ControlNets; it may not exist."""
    return models() / "annotators"


def outputs() -> Path:
    """Find where pictures go when nobody says otherwise (`GRAPHSTUDIO_OUT`)."""
    return _folder("GRAPHSTUDIO_OUT", Path.cwd() / "out")


def cache() -> Path:
    """Find where things are kept that can be made again (`GRAPHSTUDIO_CACHE`)."""
    return _folder("GRAPHSTUDIO_CACHE", Path(platformdirs.user_cache_dir(_APP)))


def state() -> Path:
    """Find where work in progress is kept: journals, the queue, logs (`GRAPHSTUDIO_STATE`)."""
    return _folder("GRAPHSTUDIO_STATE", Path(platformdirs.user_state_dir(_APP)))


def config() -> Path:
    """Find where preferences are kept (`GRAPHSTUDIO_CONFIG`)."""
    return _folder("GRAPHSTUDIO_CONFIG", Path(platformdirs.user_config_dir(_APP)))


def system_config() -> Path:
    """Find where the administrator of this machine keeps what holds for everybody on it."""
    if os.name == "posix":
        return Path("/etc/graphstudio")
    return Path(platformdirs.site_config_dir(_APP, appauthor=False))


def policy() -> Path | None:
    """Find the administrator's policy file; None when there is none.

    The system's own (policy.json) comes first, so that the variable GRAPHSTUDIO_POLICY, for
    machines and containers without one, can set a policy but never lift one.
    """
    file = system_config() / "policy.json"
    try:
        file.lstat()
    except (FileNotFoundError, NotADirectoryError):
        named = os.environ.get("GRAPHSTUDIO_POLICY")
        return Path(named) if named else None
    except OSError:  # it may be there and cannot be looked at: reading it will say why
        return file
    return file


def at_home(path: str | Path) -> Path:
    """Follow a leading "~" to a home folder; where nobody has that name the path stays as it is."""
    return Path(os.path.expanduser(path))  # noqa: PTH111  # that of `Path` raises there


def _folder(variable: str, otherwise: Path) -> Path:
    value = os.environ.get(variable)
    if not value:
        return otherwise
    folder = at_home(value)
    if str(folder).startswith("~"):
        raise BadValue(
            f"{variable} is {value}, and nobody on this machine has that home folder. "
            "Write the whole path."
        )
    return folder
