"""``python -m gestand.cli`` is the program ``gestand``."""

from gestand.cli import main

main()
