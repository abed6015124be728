"""What the city sees: the programme's numbers as one public page, and as a small one to embed."""
