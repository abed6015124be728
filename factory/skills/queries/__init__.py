"""Reads of skills, pairs and the time that they had together."""
