"""Forms of the room: shape and wording; rules stand in the services."""
