"""Ways out of the house: one file a channel, found by the entry-point group `qauly.channels`."""
