"""What others are told of as it happens: subscriptions, signed deliveries, and their list."""
