"""Visits: who was at a site, from when until when, for which work; who is in the building now."""
