"""What is counted of people, kept ready: rows and sums that follow their facts by marks which the database sets."""
