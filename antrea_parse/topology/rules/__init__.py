"""One file for each thing that is concluded; `assemble.py` runs them in order, each writes on the board."""
