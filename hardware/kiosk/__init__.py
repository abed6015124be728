"""The Raspberry Pi agent beside a machine; it loads nothing of the server."""
