"""The world outside the bank, played by programs of their own: card network, clearing houses.

They share neither state nor codecs with the bank; sockets and files are all there is between them.
"""
