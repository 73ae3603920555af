"""What tests say about what they see."""

import time


class Failure(Exception):
    """What a test expected did not happen."""


def expect(holds, what):
    if not holds:
        raise Failure(what)


def expect_equal(found, wanted, what):
    if found != wanted:
        raise Failure(f"{what}: {found!r}, but {wanted!r} was expected")


def eventually(question, what, seconds=15):
    """The first true answer to `question`."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Failure(f"{what}: not within {seconds} s (last answer: {answer!r})")
        time.sleep(0.03)
