"""Reads of occasions, artefacts and help: ordered, of one site."""
