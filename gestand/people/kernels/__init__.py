"""Pure functions on what people type: names, numbers, addresses. No database, no request, no clock."""
