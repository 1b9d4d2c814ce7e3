"""What the channel `telegram` is made of: what it says, what the answers mean, how a person gives consent."""
