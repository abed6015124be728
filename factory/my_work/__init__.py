"""My work: what a person made, with whom, for how long, and what they may do; on screen and on paper."""
