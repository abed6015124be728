"""Repair cafés: numbered tickets, what became of each thing, and the figures that are published of it."""
