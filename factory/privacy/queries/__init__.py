"""What privacy reads: subject access, likely doubles, what is due."""
