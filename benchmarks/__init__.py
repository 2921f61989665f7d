"""Measurements and the synthetic clusters they run on."""
