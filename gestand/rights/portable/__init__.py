"""The portable package (GDPR 20): what a person, or a whole client, takes along to another office, and taking it in.

Written by ``write.write_portable``, read by ``taking.look_through`` and ``taking.take_in``; the declarations say what
is in it.
"""
