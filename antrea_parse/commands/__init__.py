"""Floor 2: one module for each command: its record types, its template, its fix-ups; the registry."""
