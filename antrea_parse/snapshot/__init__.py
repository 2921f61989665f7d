"""Floor 3: files and transcripts to captures: who ran what where, and what every line was used for."""
