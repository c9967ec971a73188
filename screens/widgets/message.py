"""The one place for news: sign and words under the sheet; never a pop-up, never colour alone."""

from __future__ import annotations

from typing import Literal

from textual.content import Content
from textual.widget import Widget

Tone = Literal["bad", "good", "think"]
SIGNS: dict[Tone, str] = {"bad": "!", "good": "OK", "think": "…"}


class MessageLine(Widget):
    """Empty until something is to be said; grows with its words."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(id="message")
        self.tone: Tone = "think"
        self.words = ""

    def say(self, tone: Tone, words: str) -> None:
        self.tone, self.words = tone, words
        self.set_class(bool(words), "-said")
        self.refresh(layout=True)

    def render(self) -> Content:
        if not self.words:
            return Content("")
        return Content.styled(f"{SIGNS[self.tone]}  {self.words}", f"bold ${self.tone}")
