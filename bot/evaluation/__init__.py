"""`yidi eval`: how well the classifier understands what it has not seen, and how far its confidence can be trusted."""
