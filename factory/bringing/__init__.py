"""Opening by import: organisations, makeovers and days of people from spreadsheets, and the way through all of it."""
