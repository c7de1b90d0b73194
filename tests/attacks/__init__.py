"""What somebody with bad intentions, or clumsy hands, tries."""
