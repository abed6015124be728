"""The shape and the words of the room's input; every rule behind it is asked again by the services."""
