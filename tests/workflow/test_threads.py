"""Files read in several threads at once, as the start page and the window do."""

import subprocess
import sys

_CODE = """
import sys, threading
from pathlib import Path
from graphstudio.graph.packs import load_all
from graphstudio.workflow.files import read

registry, path, wrong = load_all(), Path(sys.argv[1]), []
sys.setswitchinterval(1e-6)

def look():
    try:
        read(path, registry)
    except BaseException as error:
        wrong.append(repr(error))

threads = [threading.Thread(target=look) for _ in range(8)]
for one in threads: one.start()
for one in threads: one.join()
print(wrong)
"""


def test_the_first_files_may_be_read_in_several_threads_at_once(root: object) -> None:
    told = subprocess.run(
        [sys.executable, "-c", _CODE, f"{root}/workflows/text-to-image.json"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == "[]"
