"""What the pages of this room ask. A form reads; the action judges, and its refusal comes back beside the field."""
