"""Tables of the room, a file for each noun."""
