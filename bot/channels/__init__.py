"""The edge: the only part that the internet reaches. Nothing here imports Rasa."""
