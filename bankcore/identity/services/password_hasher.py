"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with the bank's parameters; a hash made with others is made anew at the log-in.

    64 MiB and three passes over it, one lane: above the least that OWASP asks (19 MiB, two
    passes), and what one log-in may cost a server.
    """

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 1
