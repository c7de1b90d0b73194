"""Measurements: each figure beside a reference in the same run. ``make bench`` runs them all."""
