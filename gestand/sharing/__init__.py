"""Recipients, agreements, disclosures."""
