"""The words of the screens: their state by language, correcting, approving, speaking them, catalogues in and out."""
