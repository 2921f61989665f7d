"""Captures that can be shown to others: the same text with pseudonyms for names and addresses, of which the same topology comes."""
