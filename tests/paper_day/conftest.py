"""Ruth's browser over the workshop."""

from tests.inventory.conftest import desk as desk
