"""Use cases of the room, a verb each."""
