"""Occasions open to anyone, things made in batches, and help to organisations: counted once, without names."""
