"""An HTML page as a list of its elements, read by the standard library and held to what HTML demands."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"meta", "link", "br", "wbr", "hr", "img", "input"})
_RAW = frozenset({"style", "script"})


@dataclass
class Element:
    """An element in a section: its text is all that is in it, spaces as a browser shows them."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[str, ...]
    section: str
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).replace("\N{NO-BREAK SPACE}", " ").split())


class Page(HTMLParser):
    """A page, read; elements in the order in which they begin."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()
        assert not self._open, f"never closed: {self._open[-1].tag}"

    def all(self, *tags: str) -> list[Element]:
        return [one for one in self.elements if one.tag in tags]

    def one(self, tag: str, **attributes: str) -> Element:
        (found,) = (one for one in self.all(tag) if attributes.items() <= one.attributes.items())
        return found

    @property
    def text(self) -> str:
        """What a reader sees, without style."""
        return self.one("body").text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice"
        inside = tuple(one.tag for one in self._open)
        section = next((one.attributes["id"] for one in reversed(self._open) if one.tag == "section"), "")
        element = Element(tag, {name: value or "" for name, value in attrs}, inside, section)
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes {self._open[-1].tag}"
        closed = self._open.pop()
        if self._open and closed.tag not in _RAW:
            apart = closed.tag in {
                "p",
                "li",
                "td",
                "th",
                "dt",
                "dd",
                "h1",
                "h2",
                "h3",
                "summary",
                "caption",
                "tr",
            }
            self._open[-1].pieces.append("".join(closed.pieces) + (" " if apart else ""))

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].pieces.append(data)
