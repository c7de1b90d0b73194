"""Labels with a QR code for on the devices themselves: the papers that are known, and the sheets as PDF."""
