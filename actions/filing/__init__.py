"""Instant filing (秒备) of temporary trips: collected, confirmed, submitted or guided, looked up, withdrawn."""
