"""The hand that draws EcoWorks' furniture, people and questions: palettes, rooms and parametrised shapes."""
