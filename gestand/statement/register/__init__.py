"""The register of processing (GDPR 30), from the declarations."""
