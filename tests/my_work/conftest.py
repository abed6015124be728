"""Ruth's browser over the workshop, and a way to pair two of the cast."""

from tests.skills.conftest import desk as desk
from tests.skills.conftest import paired as paired
