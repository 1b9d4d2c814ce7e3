"""A procedure as an SVG picture: a box a state, its inner events inside it, an arrow with its events between two.

Layered layout, left to right: states stand in columns by their distance from the beginning; the words of an arrow
have a column of their own between the two, so nothing lies on anything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import wrap
from xml.sax.saxutils import escape

from ..law.procedure import Procedure
from .options import UiLang

LINE, PAD, GAP = 18, 12, 46  # pixels: line height, padding, space between columns
LETTER, BOLD = 7.9, 9.2  # pixels a letter takes at most on average
WRAP = 32  # letters a line
CODE = "\t"  # begins a line that holds the code of a transition
START = "new"


@dataclass(slots=True)
class Box:
    """A state (`head` is its name) or the words of an arrow (no head); `x`, `y` is the upper left corner."""

    head: str
    lines: list[str]
    final: bool = False
    x: float = 0
    y: float = 0

    @property
    def width(self) -> float:
        return max(len(self.head) * BOLD, *(len(line) * LETTER for line in self.lines), 24) + 2 * PAD

    @property
    def height(self) -> float:
        return LINE * (len(self.lines) + (1.4 if self.head else 0)) + PAD

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(slots=True)
class Arrow:
    start: str
    end: str
    words: Box


def draw(procedure: Procedure, ui: UiLang) -> str:
    """The picture as SVG text, its words in `ui`; in English, the codes of states and events."""
    states, arrows = _gather(procedure, ui)
    depth = _depths(list(states), arrows)
    onward = [arrow for arrow in arrows if depth[arrow.end] > depth[arrow.start]]
    back = [arrow for arrow in arrows if arrow not in onward]
    columns: list[list[Box]] = [[] for _column in range(2 * max(depth.values()) + 1)]
    for name, box in states.items():
        columns[2 * depth[name]].append(box)
    order = list(states)
    for arrow in sorted(onward, key=lambda arrow: (order.index(arrow.start), order.index(arrow.end))):
        columns[2 * depth[arrow.start] + 1].append(arrow.words)
    width, height = _stack(columns)
    for arrow in back:  # leads to the left: its words stand below everything
        arrow.words.x, arrow.words.y = (width - arrow.words.width) / 2, height
        height += arrow.words.height + LINE
    parts = [*_onward(onward, states), *_back(back, states), *_boxes(states.values())]
    title = procedure.id if ui == "en" else getattr(procedure.title, ui)
    return _page(title, parts, width, height)


def _gather(procedure: Procedure, ui: UiLang) -> tuple[dict[str, Box], list[Arrow]]:
    states = {START: Box("", [])}
    for name, words in procedure.statuses.items():
        states[name] = Box(name if ui == "en" else getattr(words, ui), [], words.final)
    between: dict[tuple[str, str], list[list[str]]] = {}
    for rule in procedure.rules:
        for start in rule.from_:
            for event in rule.on:
                title = procedure.events[event].title
                said = [*wrap(event if ui == "en" else getattr(title, ui), WRAP), CODE + rule.transition]
                entries = between.setdefault((start, rule.to or start), [])
                if said not in entries and rule.accepted:
                    entries.append(said)
    arrows = []
    for (start, end), known in between.items():
        lines = [line for entry in known for line in entry]
        if start == end:
            states[start].lines.extend(lines)
        elif lines:
            arrows.append(Arrow(start, end, Box("", lines)))
    return states, arrows


def _depths(states: list[str], arrows: list[Arrow]) -> dict[str, int]:
    """Shortest way from the beginning; a state nothing leads to stands beside it."""
    depth = {START: 0}
    reached = [START]
    for state in reached:
        for arrow in arrows:
            if arrow.start == state and arrow.end not in depth:
                depth[arrow.end] = depth[state] + 1
                reached.append(arrow.end)
    return {state: depth.get(state, 0) for state in states}


def _stack(columns: list[list[Box]]) -> tuple[float, float]:
    """Gives every box its place: columns side by side, each centred on one height; returns the size of it all."""
    tallest = max(sum(box.height for box in column) + GAP / 2 * (len(column) - 1) for column in columns if column)
    x = float(GAP / 2)
    for column in columns:
        widest = max((box.width for box in column), default=0)
        y = GAP + (tallest - sum(box.height for box in column) - GAP / 2 * (len(column) - 1)) / 2
        for box in column:
            box.x, box.y = x, y
            y += box.height + GAP / 2
        x += widest + GAP
    return x - GAP / 2, tallest + 2 * GAP


def _onward(arrows: Iterable[Arrow], states: dict[str, Box]) -> Iterator[str]:
    for arrow in arrows:
        start, words, end = states[arrow.start], arrow.words, states[arrow.end]
        yield _curve(start.x + start.width, start.middle, words.x, words.middle)
        yield _curve(words.x + words.width, words.middle, end.x - 2, end.middle, head=True)
        yield from _words(words)


def _back(arrows: Iterable[Arrow], states: dict[str, Box]) -> Iterator[str]:
    for number, arrow in enumerate(arrows):
        start, words, end = states[arrow.start], arrow.words, states[arrow.end]
        out, home = start.x + start.width + 10 + 5 * number, end.x - 12 - 5 * number
        yield (
            f'<path class="way" marker-end="url(#head)" d="M{start.x + start.width:.0f} {start.middle + 8:.0f} '
            f'H{out:.0f} V{words.middle:.0f} H{home:.0f} V{end.middle + 8:.0f} H{end.x - 2:.0f}"/>'
        )
        yield from _words(words)


def _curve(x1: float, y1: float, x2: float, y2: float, head: bool = False) -> str:
    bend = (x2 - x1) / 2
    marker = ' marker-end="url(#head)"' if head else ""
    return (
        f'<path class="way"{marker} d="M{x1:.0f} {y1:.0f} '
        f'C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"/>'
    )


def _boxes(states: Iterable[Box]) -> Iterator[str]:
    for box in states:
        if not box.head:
            yield f'<circle class="start" cx="{box.x + box.width - 10:.0f}" cy="{box.middle:.0f}" r="10"/>'
            continue
        yield _frame(box, "final" if box.final else "state")
        yield f'<text class="name" x="{box.x + PAD:.0f}" y="{box.y + LINE + 2:.0f}">{escape(box.head)}</text>'
        yield from _lines(box, box.y + LINE * 2.3)


def _words(box: Box) -> Iterator[str]:
    yield _frame(box, "words")
    yield from _lines(box, box.y + LINE)


def _frame(box: Box, kind: str) -> str:
    size = f'width="{box.width:.0f}" height="{box.height:.0f}" rx="8"'
    return f'<rect class="{kind}" x="{box.x:.0f}" y="{box.y:.0f}" {size}/>'


def _lines(box: Box, y: float) -> Iterator[str]:
    for number, line in enumerate(box.lines):
        kind = ' class="code"' if line.startswith(CODE) else ""
        yield f'<text{kind} x="{box.x + PAD:.0f}" y="{y + number * LINE:.0f}">{escape(line.strip())}</text>'


def _page(title: str, parts: Iterable[str], width: float, height: float) -> str:
    body = "\n".join(parts)
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">
<title>{escape(title)}</title>
<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0 0 10 5 0 10z" fill="#456"/></marker></defs>
<style>
text {{ font: 13px "DejaVu Sans", Verdana, sans-serif; fill: #123 }}
.name {{ font-weight: bold }}
.code {{ fill: #678; font-style: italic }}
.start {{ fill: #456 }}
.state, .final {{ fill: #eef4fb; stroke: #456; stroke-width: 1.4 }}
.final {{ fill: #e9efe6; stroke-width: 3 }}
.words {{ fill: #fff; stroke: #d5dbe3 }}
.way {{ fill: none; stroke: #456; stroke-width: 1.4 }}
</style>
<rect width="100%" height="100%" fill="#fff"/>
<text class="name" x="{GAP / 2:.0f}" y="{GAP / 2 + 6:.0f}">{escape(title)}</text>
{body}
</svg>
"""
