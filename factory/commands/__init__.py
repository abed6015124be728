"""The commands of `eco`, one module each; what they share is in `frame`."""
