"""What the room prints: label sheets, the ruler page, wall cards and people's cards."""
