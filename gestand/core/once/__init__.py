"""A form that makes something is done once, however often it is sent: ``@sent_once`` on its view, and
``{% form_key %}`` in its template.
"""

from gestand.core.once.sending import FORM_KEY, leading_to, new_form_key, sent_once

__all__ = ["FORM_KEY", "leading_to", "new_form_key", "sent_once"]
