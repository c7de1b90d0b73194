"""The page on which a person sees and changes what his or her data may be used for, by a link and without a login."""
