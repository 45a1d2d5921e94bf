"""Put what the views of a page share in one place: their pieces once, their sources as notes."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any
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


def pack(
    chapters: Sequence[Chapter],
    sources: pd.DataFrame,
    more: Iterable[str] = (),
    pictures: Mapping[str, Mapping[str, str]] | None = None,
) -> Packed:
    """Merge all views of ``chapters`` and number the sources of the page.

    Views share many pieces, such as the card of an event: on a page each is stored once, as is a
    view that stands in two places, and the lists of sources point to one list at its end. ``more``
    are ids of sources that the page names behind its chapters; ``pictures`` have by view what
    stands in for its figure until that is drawn, an SVG for each width.
    """
    texts = _placed(chapters, pictures or {})
    views = [shown for chapter in chapters for shown in chapter.views]
    distinct = list(dict.fromkeys(shown.payload for shown in views))
    payloads = [json.loads(gzip.decompress(embed.from_text(text))) for text in distinct]
    named = {unquote(url): str(name) for name, url in sources["url"].items()}
    order = dict.fromkeys([*_named([*texts, *map(_plain, payloads)], named), *more])
    if lost := [name for name in order if name not in sources.index]:
        raise UserError(
            f"the notebook shows sources that data/sources.csv does not have: {', '.join(lost)}. "
            "Run all its cells again, save it, then export it."
        )
    number = {name: n for n, name in enumerate(order, start=1)}
    notes = sources.loc[list(number)]
    order_of = [distinct.index(shown.payload) for shown in views]
    return Packed(
        [
            replace(chapter, html=_numbered(html, number, named))
            for chapter, html in zip(chapters, texts, strict=True)
        ],
        embed.squeeze(_merge(payloads, order_of, number, _links(notes))) if payloads else "",
        _kinds(payloads),
        notes,
        number,
    )


def _kinds(payloads: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    drawn = any(panel["figure"] for payload in payloads for panel in payload["panels"])
    pieces = (piece for payload in payloads for piece in payload["pool"])
    return library.kinds(pieces) if drawn else frozenset()


def _placed(chapters: Sequence[Chapter], pictures: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return the texts of chapters with each view, and its picture, in its place."""
    seen: dict[str, int] = {}
    texts = []
    for chapter in chapters:
        text = chapter.html
        for n, shown in enumerate(chapter.views):
            seen[shown.name] = seen.get(shown.name, 0) + 1
            text = text.replace(place(n), _root(shown, seen[shown.name], pictures), 1)
        texts.append(text)
    return texts


def _root(shown: Shown, time: int, pictures: Mapping[str, Mapping[str, str]]) -> str:
    """Return a view with its picture.

    Where it stands for another time its ids are its own, and the page's script puts in what the
    first one holds already.
    """
    html = shown.html
    if time > 1:
        name = re.escape(shown.name)
        ids = rf'((?:id|aria-labelledby|aria-describedby)="{name})(?=["-])'
        html = re.sub(ids, rf"\1-{time}", html).replace(" data-view=", " data-again data-view=", 1)
        there = f'<p><a href="#{shown.name}">This figure stands further up on this page.</a></p>'
        return _LIST.sub(r"\1\3", _TABLE.sub(r"\1\2", _BODY.sub(rf"\1{there}\2", html)))
    svg = "".join(pictures.get(shown.name, {}).values())
    return _PLOT.sub(lambda plot: plot[1] + svg + plot[2], html, count=1) if svg else html


def _plain(payload: dict[str, Any]) -> str:
    """Return the HTML pieces of a payload."""
    return "".join(
        piece for piece in payload["pool"] + payload["sources"] if isinstance(piece, str)
    )


def _named(texts: Iterable[str], named: dict[str, str]) -> Iterator[str]:
    """Yield the ids of the sources that texts list or link to, in order."""
    for match in (match for text in texts for match in _NAMED.finditer(text)):
        listed, url = match.groups()
        if name := unescape(listed) if listed else named.get(_address(url)):
            yield name


def _address(url: str) -> str:
    return unquote(unescape(url))


def _numbered(html: str, number: dict[str, int], named: dict[str, str]) -> str:
    """Put numbers for the lists of sources, and a number on each link to one."""

    def short(match: re.Match[str]) -> str:
        notes = (number[unescape(name)] for name in _SOURCE.findall(match[2]))
        items = "".join(f"<li><a href=#s{n}>{n}</a></li>" for n in notes)
        return f"{match[1]}{items}{match[3]}"

    def marked(match: re.Match[str]) -> str:
        name = named.get(_address(match[1]))
        return f"{match[0]} data-n={number[name]}" if name else match[0]

    return _LINK.sub(marked, _LIST.sub(short, html))


def _links(notes: pd.DataFrame) -> dict[str, str]:
    """Return what stands in the pool for each link to a source: the page knows it by its number."""
    items = map(markup.source_item, markup.notes(notes))
    return {_ANCHOR.findall(item)[0]: f"<a {n}>" for n, item in enumerate(items, start=1)}


def _merge(
    payloads: list[dict[str, Any]], order: list[int], number: dict[str, int], links: dict[str, str]
) -> str:
    """Return all states of all views over one pool; sorted, so that like stands beside like.

    ``order`` has, for each place on the page, which of ``payloads`` stands there.
    """

    def short(piece: Any) -> Any:
        plain = not isinstance(piece, str)
        return piece if plain else _ANCHOR.sub(lambda link: links.get(link[0], link[0]), piece)

    pieces = [[_items(short(piece)) for piece in payload["pool"]] for payload in payloads]
    pool = sorted({item for own in pieces for piece in own for item in piece})
    at = {item: i for i, item in enumerate(pool)}
    views = []
    for payload, own in zip(payloads, pieces, strict=True):
        places = [[at[item] for item in piece] for piece in own]
        notes = [[number[unescape(_SOURCE.findall(item)[0])]] for item in payload["sources"]]
        panels = [
            {
                part: _moved(content, notes if part == "sources" else places)
                for part, content in panel.items()
            }
            for panel in payload["panels"]
        ]
        kept = {key: payload[key] for key in ("controls", "states")}
        views.append(_json({**kept, "panels": panels}))
    shared = f'"order":{_json(order)},"dark":{_json(payloads[0]["dark"])}'
    return f'{{"views":[{",".join(views)}],{shared},"pool":[{",".join(pool)}]}}'


def _items(piece: Any) -> list[str]:
    """Return a piece as JSON, a list in HTML item by item: states share most items."""
    parts = re.split("(?=<li[ >])", piece) if isinstance(piece, str) else [piece]
    return [_json(part) for part in parts]


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _moved(content: Any, places: list[list[int]]) -> Any:
    """Return a panel's content with its places in the view's pool turned into ``places``."""
    if isinstance(content, dict):
        return {key: _moved(value, places) for key, value in content.items()}
    if isinstance(content, list):
        return [place for piece in content for place in places[piece]]
    return None if content is None else places[content][0]
