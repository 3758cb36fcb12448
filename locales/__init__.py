"""The catalogue of messages and its translations: ``tandem.pot``, and ``<language>/LC_MESSAGES/tandem.po``.

``make messages`` renews them from the code. A language is added as a folder with a ``tandem.po``.
"""
