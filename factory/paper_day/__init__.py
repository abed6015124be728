"""A day on paper: pads to print ahead, and their lines keyed in later through the same services, as *from paper*."""
