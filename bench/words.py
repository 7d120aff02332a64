"""A made-up language whose words are as unevenly common as those of a real one."""

import random
from itertools import accumulate

VOCABULARY = 40_000
# Weight of the word of rank r: 1 / (r + SHIFT) ** EXPONENT, Zipf's law as Mandelbrot bent it.
EXPONENT = 1.05
SHIFT = 2.7

# fmt: off
_BEGINNINGS = [
    "b", "bl", "br", "c", "ch", "cr", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m",
    "n", "p", "pl", "pr", "qu", "r", "s", "sh", "st", "t", "tr", "v", "w", "z",
]
# fmt: on
_VOWELS = ["a", "a", "e", "e", "i", "i", "o", "o", "u", "u", "ai", "ou"]
_ENDINGS = ["", "", "", "n", "r", "s", "t", "l", "ck"]


class Language:
    """Words by rank, the most common first, and texts made of them."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"language {seed}")
        self.words = self._make_words()
        self._weights = list(
            accumulate(1 / (rank + SHIFT) ** EXPONENT for rank in range(len(self.words)))
        )

    def _make_words(self) -> list[str]:
        made: dict[str, None] = {}
        pick = self._random.choice
        while len(made) < VOCABULARY:
            syllables = 2 if len(made) < 10_000 else 2 + self._random.randrange(2)
            word = "".join(
                pick(_BEGINNINGS) + pick(_VOWELS) + pick(_ENDINGS) for _ in range(syllables)
            )
            made.setdefault(word)
        return list(made)

    def sample(self, count: int, chance: random.Random) -> list[str]:
        """Words in a row, each drawn by its weight."""
        return chance.choices(self.words, cum_weights=self._weights, k=count)

    def unmistakable(self) -> list[tuple[int, str]]:
        """Rank and word of those that no other word begins with."""
        ordered = sorted(self.words)
        alone = {
            word
            for word, following in zip(ordered, [*ordered[1:], ""], strict=True)
            if not following.startswith(word)
        }
        return [(rank, word) for rank, word in enumerate(self.words) if word in alone]
