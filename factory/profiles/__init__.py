"""Form profiles: a funder's own labels and cells, bound to what we count, filled into the funder's own workbook."""
