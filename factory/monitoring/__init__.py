"""Monitoring answers: what people say of themselves for the programme's sums, kept where no list of names can reach."""
