"""The quieter children: some 200 of them, so that lists look as they do in life."""

from __future__ import annotations

from datetime import datetime
from random import Random

from safeguarding.demo.partnership import Cast
from safeguarding.demo.quiet import histories, special
from safeguarding.demo.stage import Stage

CHILDREN = 200
SEED = 1989  # the year of the Children Act; any other would do, but always the same


def load(cast: Cast, at: datetime) -> None:
    """Tell the families with something out of the ordinary, then draw others until there are enough."""
    told = 0
    for story in special.STORIES:
        told += len(story.play(Stage(cast, at)).children)
    random = Random(SEED)  # noqa: S311 - fiction, not a secret
    patterns, shares = zip(*histories.PATTERNS, strict=True)
    while told < CHILDREN:
        pattern = random.choices(patterns, shares)[0]
        told += len(pattern(random).play(Stage(cast, at)).children)
