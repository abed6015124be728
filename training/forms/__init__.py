"""Shape and wording of what the room asks for, by subject."""
