"""The assistant that ours is compared with: a `rasa init` pipeline on the same data."""
