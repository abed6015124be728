"""The top floor: puts the house together, receives people, organises the work, reports it."""
