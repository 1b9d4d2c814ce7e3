"""From a queued dispatch to what came back: claims, attempts, receipts, the ladder, what only a person can do."""
