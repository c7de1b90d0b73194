"""What can be done with the documentation of a client's network."""

from gestand.network.actions.keeping import add_thing, change_thing, remove_thing

__all__ = ["add_thing", "change_thing", "remove_thing"]
