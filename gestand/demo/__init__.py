"""An invented firm with invented clients: for the demo, the pictures and the measurements.

Everything is made up: names of domains end in ``.example``, telephone numbers have a subscriber part that starts with 0
(no exchange routes those), and nothing leaves the machine.
"""
