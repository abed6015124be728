"""How a piece's life goes in the demo: in at the door, past the gates, through the workshop, out again. Pure."""
