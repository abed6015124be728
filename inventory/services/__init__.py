"""What the room does: one verb function per use case."""
