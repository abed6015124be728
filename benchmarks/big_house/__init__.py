"""A house of 1,000,000 events, 100,000 pieces and 10,000 people: built once, kept on disk, opened at once."""
