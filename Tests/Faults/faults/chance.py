"""Random choices that a seed repeats, and names that scrubbing leaves alone."""

import base64
import itertools
import os
import random
import time

SEED = int(os.environ.get("ASSENT_FAULTS_SEED") or time.time_ns() % 1_000_000_007)

_numbers = itertools.count(1)


def generator(purpose):
    """A generator of its own for each purpose, so that one test's choices do not move another's."""
    return random.Random(f"{SEED} {purpose}")


def number():
    """A number that nobody else gets."""
    return next(_numbers)


def word(number):
    """The number in syllables: machine-made words with digits would be scrubbed before storing."""
    text = ""
    for _ in range(4):
        number, digit = divmod(number, 80)
        text += "bdfgklmnprstvwzj"[digit // 5] + "aeiou"[digit % 5]
    return text


def event_id():
    return base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=")
