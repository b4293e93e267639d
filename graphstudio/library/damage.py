"""Whether one model is whole, as it lies on the disk now: an index may be older."""

from __future__ import annotations

from pathlib import Path


def damage_of(path: Path) -> str:
    """Say why a file or folder cannot be used, and what to do; "" for nothing.

    Its headers are read and its size is compared with them, which takes milliseconds.
    """
    # A window that opens no such workflow starts sooner without these.
    from graphstudio.library.headers import read_file
    from graphstudio.library.model_folders import read_folder
    from graphstudio.library.walking import ENDINGS, Candidate

    is_folder = path.is_dir()
    if not is_folder and path.suffix.lower() not in ENDINGS:
        return ""
    size = 0 if is_folder else path.stat().st_size
    seen = Candidate(str(path), is_folder, "", size, 0, 0, None, "", "")
    return (read_folder if is_folder else read_file)(seen).problem
