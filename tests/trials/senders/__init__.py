"""One small program for each sender, run by the interpreter that has it."""
