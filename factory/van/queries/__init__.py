"""Reads of the van's day."""
