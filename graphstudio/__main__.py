"""`python -m graphstudio` is `graphstudio`."""

import sys

from graphstudio.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
