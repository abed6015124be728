"""What privacy does: erasing, purging, holding, merging."""
