"""Pages of this room: a view finds the row through ``visible_to``, reads a form, calls one action, shows one page."""
