"""What is kept of people, for how long: subject access, erasing, clocks, likely doubles, the register."""
