"""What is done with occasions, artefacts and help: one verb function per use case."""
