"""Skills that people offer and want, pairs who share them, and mentoring: hours together, counted once."""
