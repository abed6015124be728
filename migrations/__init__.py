"""History of the database, one file a version."""
