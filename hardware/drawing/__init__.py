"""What the room draws on paper."""
