"""Rasa's Socket.IO protocol, so that widgets made for Rasa work unchanged."""
