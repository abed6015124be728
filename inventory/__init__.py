"""The room of pieces: labels, stages, checks, places, photos and the scan desk."""
