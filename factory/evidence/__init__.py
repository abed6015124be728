"""Evidence packs: a sample of the rows behind a figure with what proves them, as one file for whoever audits it."""
