"""The drawn pictures that a person may choose: `static/art/person-<word>.svg`."""

# fmt: off
AVATARS = (
    "acorn", "apple", "basket", "bear", "bee", "bicycle", "bird", "boat", "book", "bread", "brush",
    "butterfly", "button", "cactus", "camel", "carrot", "cat", "chair", "cup", "daisy", "dog", "drum",
    "duck", "elephant", "fig", "fish", "fox", "hammer", "hen", "horse", "kettle", "key", "ladybird",
    "lamp", "leaf", "lemon", "moon", "mountain", "mushroom", "olive", "owl", "pear", "plane",
    "pomegranate", "rabbit", "rose", "ruler", "scissors", "sheep", "snail", "spanner", "spoon", "star",
    "sun", "sunflower", "swallow", "teapot", "thread", "tree", "tulip", "turtle",
)
# fmt: on
