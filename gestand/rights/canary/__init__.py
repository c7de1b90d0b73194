"""The canary: two invented people with a token in every personal field of every table; A's package holds all of A's and
none of B's. Planted in a scratch database alone, by the tests and, once a day, by a proof.
"""
