"""What antctl prints: tables, YAML and JSON of one resource give the same records."""
