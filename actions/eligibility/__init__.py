"""Eligibility: which filing a person can make, decided from the documents, with the reasons of the same evaluation."""
