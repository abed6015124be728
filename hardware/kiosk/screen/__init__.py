"""The screen beside a machine: pages of its own on loopback, which need no network and load nothing of the server."""
