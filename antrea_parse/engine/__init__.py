"""Floor 1: runs templates over lines; the only importer of textfsm and ttp."""
