"""Archives as streams of members: nothing is written to disk, nothing is trusted, everything is bounded."""
