"""The one way in which the text of an expression is refused."""


class ExpressionError(Exception):
    """An expression that cannot be read or makes no sense.

    `at`: position of the character in the text, from 0; `advice` says what to write instead.
    """

    def __init__(self, message: str, *, at: int, advice: str) -> None:
        super().__init__(f"{message} (character {at + 1}) {advice}")
        self.message = message
        self.at = at
        self.advice = advice
