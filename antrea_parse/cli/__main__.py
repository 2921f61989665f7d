"""``python -m antrea_parse.cli``: the command line without its script."""

from __future__ import annotations

import sys

from antrea_parse.cli import main

if __name__ == "__main__":
    sys.exit(main())
