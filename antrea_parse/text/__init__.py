"""Floor 0: sources, spans, diagnostics, errors; decoding and repair of paste damage."""
