"""What the programme reads: one layer from which screen, CSV, XLSX and PDF all take their figures."""
