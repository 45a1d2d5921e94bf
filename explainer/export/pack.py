"""Put what the views of a page share in one place: their pieces once, their sources as notes."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any, Self
from urllib.parse import unquote

import pandas as pd

from explainer import embed, library, markup
from explainer.check import UserError
from explainer.export.chapter import Chapter, Shown, place

_LIST = re.compile(r'(<ul data-part="sources">)(.*?)(</ul>)', re.DOTALL)
_SOURCE = re.compile(r'<li data-source="([^"]*)">')
_LINK = re.compile(r'<a href="(http[^"]*)"')
_ANCHOR = re.compile(r'<a href="http[^"]*">.*?</a>')
_NAMED = re.compile(f"{_SOURCE.pattern}|{_LINK.pattern}")
_BODY = re.compile(
    r'(<div data-part="body">).*?(</div>\n</div>\n<p class="visually-hidden" role)', re.DOTALL
)
_TABLE = re.compile(r'(<div data-part="table">).*?(</div></details>\n</div>\n</figure>)', re.DOTALL)
_FIGURE = re.compile(r'<figure [^>]*data-view="([^"]*)".*?</figure>', re.DOTALL)
_PLOT = re.compile(r'(<div[^>]*class="plot"[^>]*>)(</div>)')


@dataclass(frozen=True)
class Packed:
    """The parts of a page.

    Its chapters have their views in place, and numbers where they name sources; ``number`` gives
    that of each source by its id, and ``notes`` the rows in this order. ``views`` holds all states
    of all views as the page's script reads them, ``kinds`` the kinds of traces in their figures.
    """

    chapters: list[Chapter]
    views: str
    kinds: frozenset[str]
    notes: pd.DataFrame
    number: dict[str, int]

    @property
    def pictured(self) -> bool:
        """Whether each figure has a picture that stands in for it."""
        return not any(_PLOT.search(chapter.html) for chapter in self.chapters)

    def illustrated(self, pictures: Mapping[str, Mapping[str, str]]) -> Self:
        """Return the same with what stands in for figures: by view, an SVG for each width."""

        def put(view: re.Match[str]) -> str:
            svg = "".join(pictures.get(view[1], {}).values())
            return _PLOT.sub(lambda plot: plot[1] + svg + plot[2], view[0], count=1)

        chapters = [replace(c, html=_FIGURE.sub(put, c.html)) for c in self.chapters]
        return replace(self, chapters=chapters)


def pack(chapters: Sequence[Chapter], sources: pd.DataFrame, more: Iterable[str] = ()) -> Packed:
    """Merge all views of ``chapters`` and number the sources of the page.

    Views share many pieces, such as the card of an event: on a page each is stored once, as is a
    view that stands in two places, and the lists of sources point to one list at its end. ``more``
    are ids of sources that the page names behind its chapters.
    """
    times: Counter[str] = Counter()
    texts = []
    for chapter in chapters:
        text = chapter.html
        for n, view in enumerate(chapter.views):
            times[view.name] += 1
            text = text.replace(place(n), _placed(view, times[view.name]), 1)
        texts.append(text)
    shown = [view.payload for chapter in chapters for view in chapter.views]
    distinct = list(dict.fromkeys(shown))
    payloads = [json.loads(gzip.decompress(embed.from_text(text))) for text in distinct]
    plain = [
        "".join(piece for piece in p["pool"] + p["sources"] if isinstance(piece, str))
        for p in payloads
    ]
    named = {unquote(url): str(name) for name, url in sources["url"].items()}
    order = dict.fromkeys([*_named([*texts, *plain], named), *more])
    if lost := [name for name in order if name not in sources.index]:
        raise UserError(
            f"the notebook shows sources that data/sources.csv does not have: {', '.join(lost)}. "
            "Run all its cells again, save it, then export it."
        )
    number = {name: n for n, name in enumerate(order, start=1)}
    notes = sources.loc[list(number)]
    # What stands in the pool for each link to a source: the page knows it by its number.
    items = map(markup.source_item, markup.notes(notes))
    links = {_ANCHOR.findall(item)[0]: f"<a {n}>" for n, item in enumerate(items, start=1)}
    numbered = (_numbered(text, number, named) for text in texts)
    places = [distinct.index(text) for text in shown]
    drawn = any(panel["figure"] for payload in payloads for panel in payload["panels"])
    pieces = (piece for payload in payloads for piece in payload["pool"])
    return Packed(
        [replace(c, html=html) for c, html in zip(chapters, numbered, strict=True)],
        embed.squeeze(_merge(payloads, places, number, links)) if payloads else "",
        library.kinds(pieces) if drawn else frozenset(),
        notes,
        number,
    )


def _placed(shown: Shown, time: int) -> str:
    """Return a view; one that stands for another time has its own ids, the rest is the first's."""
    if time == 1:
        return shown.html
    ids = rf'((?:id|aria-labelledby|aria-describedby)="{re.escape(shown.name)})(?=["-])'
    html = re.sub(ids, rf"\1-{time}", shown.html)
    html = html.replace(" data-view=", " data-again data-view=", 1)
    there = f'<p><a href="#{shown.name}">This figure stands further up on this page.</a></p>'
    return _LIST.sub(r"\1\3", _TABLE.sub(r"\1\2", _BODY.sub(rf"\1{there}\2", html)))


def _named(texts: Iterable[str], named: Mapping[str, str]) -> Iterator[str]:
    """Yield the ids of the sources that texts list or link to, in order."""
    for match in (match for text in texts for match in _NAMED.finditer(text)):
        listed, url = match.groups()
        if name := unescape(listed) if listed else named.get(unquote(unescape(url))):
            yield name


def _numbered(html: str, number: Mapping[str, int], named: Mapping[str, str]) -> str:
    """Put numbers for the lists of sources, and a number on each link to one."""

    def short(match: re.Match[str]) -> str:
        notes = (number[unescape(name)] for name in _SOURCE.findall(match[2]))
        items = "".join(f"<li><a href=#s{n}>{n}</a></li>" for n in notes)
        return f"{match[1]}{items}{match[3]}"

    def marked(match: re.Match[str]) -> str:
        name = named.get(unquote(unescape(match[1])))
        return f"{match[0]} data-n={number[name]}" if name else match[0]

    return _LINK.sub(marked, _LIST.sub(short, html))


def _merge(
    payloads: Sequence[dict[str, Any]],
    order: Sequence[int],
    number: Mapping[str, int],
    links: Mapping[str, str],
) -> str:
    """Return all states of all views over one pool; sorted, so that like stands beside like.

    ``order`` has, for each place on the page, which of ``payloads`` stands there.
    """

    def items(piece: Any) -> list[str]:
        """Return a piece as JSON, a list in HTML item by item: states share most items."""
        if not isinstance(piece, str):
            return [_json(piece)]
        short = _ANCHOR.sub(lambda link: links.get(link[0], link[0]), piece)
        return list(map(_json, re.split("(?=<li[ >])", short)))

    pieces = [list(map(items, payload["pool"])) for payload in payloads]
    pool = sorted({item for own in pieces for piece in own for item in piece})
    at = {item: i for i, item in enumerate(pool)}
    views = []
    for payload, own in zip(payloads, pieces, strict=True):
        places = [[at[item] for item in piece] for piece in own]
        notes = [[number[unescape(_SOURCE.findall(item)[0])]] for item in payload["sources"]]
        panels = [
            {part: _moved(held, notes if part == "sources" else places) for part, held in p.items()}
            for p in payload["panels"]
        ]
        views.append({key: payload[key] for key in ("controls", "states")} | {"panels": panels})
    rest = _json({"views": views, "order": order, "dark": payloads[0]["dark"]})
    return f'{{"pool":[{",".join(pool)}],{rest[1:]}'


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _moved(content: Any, places: list[list[int]]) -> Any:
    """Return a panel's content with its places in the view's pool turned into ``places``."""
    if isinstance(content, dict):
        return {key: _moved(value, places) for key, value in content.items()}
    if isinstance(content, list):
        return [place for piece in content for place in places[piece]]
    return None if content is None else places[content][0]
