"""Bundles whose layout is known: which file holds which command's output, of which node; and what in them is not read."""
