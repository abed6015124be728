"""What others may build on: keys, figures, pieces, courses and machines as JSON, described by an OpenAPI document."""
