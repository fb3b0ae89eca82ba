"""Answering: from what was understood to one complete, sourced answer."""
