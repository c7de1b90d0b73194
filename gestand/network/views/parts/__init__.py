"""The small pages on which parts of a thing are added, changed and removed."""
