"""SMPP 3.4 as an ESME speaks it: the bytes, one connection and its upkeep, and what a receipt says."""
