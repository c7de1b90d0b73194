"""The access package: everything that the declarations say is about one person, in one ZIP.

``build.write_package`` writes it; nothing is imported here, so that a part can be used without the whole.
"""
