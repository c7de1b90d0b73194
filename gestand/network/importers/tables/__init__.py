"""Tables (CSV, Excel): ITFlow's exports by their own headers, and any list of devices by its columns."""
