"""What the channel `smtp` is made of: envelopes, kept connections, answers, signatures, and the bounces it reads."""
