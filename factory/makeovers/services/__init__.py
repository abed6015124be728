"""Writes of makeovers, one verb each; they flush inside the caller's transaction and know no web."""
