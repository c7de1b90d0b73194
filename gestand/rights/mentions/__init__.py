"""Mentions of a person in free texts that no path leads to: looked for by a job, decided upon by a human."""
