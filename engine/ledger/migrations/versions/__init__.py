"""One step a file, in the order of their numbers. A released step is never edited: a change is a new step."""
