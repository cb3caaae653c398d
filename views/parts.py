"""Small pieces of HTML that several pages use; every text in them is escaped here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import streamlit as st

from analysis import Fails, Ok, Outcome, Unknown
from analysis.findings import AnyFinding
from views import state
from views.words import SIGNS, Markup, rule_words, safe

STYLE = """
<style>
[data-testid="stMainBlockContainer"] { padding: 4.4rem 1.4rem 0.6rem; }
[data-testid="stVerticalBlock"] { gap: 0.55rem; }
[data-testid="stAppDeployButton"] { display: none; }
[data-testid="stHeader"] { border-bottom: 1px solid var(--st-border-color, rgba(128,128,128,.25)); }
.st-key-inbox { height: max(340px, calc(100vh - 225px)) !important; }
.st-key-panel { max-height: calc(100vh - 200px); overflow-y: auto; padding-right: 4px; }
.st-key-fixes { min-height: 2.4rem; }
/* As high with chips as without, so that the map does not move. */
.st-key-chips { min-height: 1.85rem; flex-wrap: nowrap; overflow-x: auto; }
.st-key-chips > div { flex-shrink: 0; }
.st-key-chips button { min-height: 1.75rem; padding: 0 .55rem; border-radius: 9px; }
.st-key-chips p { font-size: .86rem; white-space: nowrap; margin: 0; }
.st-key-tools button { min-height: 1.85rem; padding: 0 .5rem; }
.st-key-tools button p { font-size: .86rem; }
.st-key-plan-tools { flex-wrap: nowrap; }
.st-key-plan-tools button { min-height: 1.8rem; padding: 0 .3rem; }
.st-key-plan-tools button p { font-size: .8rem; }
.st-key-plan-tools button span { gap: 2px; }
.st-key-plan-steps { max-height: max(150px, calc((100vh - 380px) * .5)); overflow-y: auto; }
.st-key-consider { max-height: max(190px, calc((100vh - 330px) * .55)); overflow-y: auto;
  padding-right: 4px; }
.st-key-compare-news { max-height: max(420px, calc(100vh - 240px)); overflow-y: auto;
  padding-right: 4px; overflow-wrap: anywhere; }
.pl-unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
/* In the header, so that nothing on the page moves when it comes and goes. */
.st-key-watching { position: fixed; top: .62rem; right: 9.4rem; z-index: 999991;
  backdrop-filter: blur(9px); }
.st-key-watching [data-testid="stElementContainer"]:has(.pl-unseen) { position: absolute; }
.st-key-watching, .st-key-notice { width: auto !important; min-width: 0; }
.st-key-notice { flex-wrap: nowrap; gap: .4rem; }
.st-key-notice * { white-space: nowrap; }
.st-key-watching:has([data-testid="stSpinner"]) .st-key-notice { display: none; }
@media (max-width: 900px) { .st-key-watching { right: 3.4rem; } }
@media (min-width: 768px) and (max-width: 810px) {
  .st-key-watching { top: 4.5rem; right: 1.4rem; } }
.st-key-drawer, .st-key-ahead { position: absolute; width: 0; height: 0; min-width: 0; }
.pl a, a.pl-at, a.pl-go { color: #005f9e; text-decoration: none;
  border-radius: 3px; }
.pl a:hover, a.pl-at:hover, a.pl-go:hover { text-decoration: underline; }
.pl a:focus-visible { outline: 2px solid #56B4E9; outline-offset: 1px; }
.pl a.pl-at { font-family: var(--st-code-font, monospace); font-size: .92em; }
.pl h4 { margin: 0 0 2px; padding: 0; font-size: 1.06rem; overflow-wrap: anywhere; }
.pl h5 { margin: 8px 0 2px; padding: 0; font-size: .84rem; font-weight: 650; opacity: .8;
  text-transform: uppercase; letter-spacing: .04em; }
.pl > details > summary { cursor: pointer; padding: 2px 0; }
.pl p { margin: 0 0 4px; }
.pl-sum a { color: inherit !important; }
.pl-sum { white-space: nowrap; }
.pl-chip { margin-left: 6px; padding: 2px 7px; border-radius: 6px; font-size: .92em; }
.pl-chip.error { background: rgba(213,94,0,.15); }
.pl-chip.warning { background: rgba(230,159,0,.20); }
.pl-chip.info { background: rgba(128,140,155,.2); }
.pl-chip.good { background: rgba(0,158,115,.16); }
.pl .muted, .pl-line em { opacity: .72; }
.pl .chips { display: flex; flex-wrap: wrap; gap: 4px 6px; margin: 2px 0 4px; }
.pl .chip { border: 1px solid rgba(128,140,155,.45); border-radius: 9px; padding: 0 7px;
  font-size: .84rem; white-space: nowrap; }
.pl .doc { white-space: pre-wrap; border-left: 3px solid rgba(128,140,155,.45); padding-left: 9px;
  margin: 4px 0; max-height: 9.5em; overflow: auto; }
.pl .box { border: 1px solid rgba(128,140,155,.45); border-left-width: 5px; border-radius: 6px;
  padding: 5px 10px; margin: 3px 0; overflow-wrap: anywhere; }
.pl .box.good { border-left-color: #009E73; }
.pl .box.bad { border-left-color: #D55E00; }
.pl .box.doubt { border-left-color: #E69F00; border-left-style: dashed; }
.pl .box.note { border-left-color: #56B4E9; }
.pl .box b.head { display: block; }
.pl .stack { font-family: var(--st-code-font, monospace); font-size: .84rem; }
.pl .stack span { white-space: nowrap; }
.pl table { border-collapse: collapse; width: 100%; font-size: .9rem; }
.pl th { text-align: left; font-weight: 600; opacity: .75; padding: 2px 8px 2px 0; }
.pl td { padding: 2px 8px 2px 0; border-top: 1px solid rgba(128,140,155,.25);
  vertical-align: top; overflow-wrap: anywhere; }
.pl td.num, .pl th.num { text-align: right; font-variant-numeric: tabular-nums; }
.pl .members { table-layout: fixed; }
.pl .members th { overflow-wrap: anywhere; opacity: 1; vertical-align: top;
  font-weight: 400; font-size: .86rem; }
.pl .members th b { font-size: 1rem; }
.pl .members .sign { display: inline-block; width: 1.1em; text-align: center; font-weight: 700; }
.pl .members tr.interface > td:first-child { box-shadow: inset 4px 0 #D55E00; }
.pl .members tr.body > td:first-child { box-shadow: inset 4px 0 #E69F00; }
.pl .members td:first-child { padding-left: 8px; }
.pl .members td:first-child, .pl .members th:first-child { width: 11em; font-weight: 600; }
.pl code { font-size: .88em; background: none; padding: 0; color: inherit; }
.pl .chip.bad { border-color: #D55E00; }
.pl .item { position: relative; padding: 6px 8px 6px 12px; line-height: 1.35;
  border-bottom: 1px solid rgba(128,140,155,.25); overflow-wrap: anywhere;
  content-visibility: auto; contain-intrinsic-size: auto 52px; }
.pl .item:hover { background: rgba(128,140,155,.10); }
.pl .item .head a { color: inherit; font-weight: 600; }
/* The whole row leads where its title does; the place in it leads to the file. */
.pl .item .head a::after { content: ""; position: absolute; inset: 0; }
.pl .item .head a:focus-visible { outline: 0; }
.pl .item .head a:focus-visible::after { outline: 2px solid #56B4E9; outline-offset: -2px; }
.pl .item .sub { display: flex; flex-wrap: wrap; gap: 2px 8px; align-items: baseline;
  font-size: .86rem; padding-left: 1.2em; }
.pl .item .sub > span:first-child { opacity: .75; }
.pl .item .sub a { position: relative; z-index: 1; }
.pl .grid { display: grid; gap: 8px 10px;
  grid-template-columns: repeat(auto-fit, minmax(104px, 1fr)); }
.pl .tile { border: 1px solid rgba(128,140,155,.35); border-radius: 7px; padding: 5px 11px; }
.pl .tile b { display: block; font-size: 1.35rem; line-height: 1.25; font-weight: 650;
  font-variant-numeric: tabular-nums; }
.pl .tile span { opacity: .75; font-size: .86rem; }
.pl .steps .item { content-visibility: visible; }
.pl .steps .picked { background: rgba(86,180,233,.20); box-shadow: inset 4px 0 #0072B2; }
.pl .steps .sub { padding-left: 0; }
.pl .steps .sub > span:first-child { opacity: 1; }
.pl .steps .why { font-size: .86rem; opacity: .8; }
.pl .steps .to-know { font-size: .86rem; border-left: 3px solid #E69F00; padding-left: 7px;
  margin-top: 3px; }
.pl .chip.good { border-color: #009E73; } .pl .chip.doubt { border-color: #E69F00; }
.pl .error, .pl .bad-ink { color: #B84700; font-weight: 600; }
.pl .warning { color: #8A6100; font-weight: 600; }
.pl .info { opacity: .75; font-weight: 600; }
.pl .good-ink { color: #00795A; font-weight: 600; }
.pl .story { font-size: .88rem; line-height: 1.55; margin: 2px 0 4px; }
.pl .story .row { display: flex; overflow-wrap: anywhere; }
.pl .story .row > div { flex: 1; min-width: 0; }
.pl .story i { flex: 0 0 3.1em; opacity: .55; font-style: normal;
  font-variant-numeric: tabular-nums; }
.pl .story .runs { font-weight: 600; }
.pl .story .catches, .pl .story span, .pl .story summary { opacity: .78; }
.pl .story .breaks { background: rgba(213,94,0,.14); box-shadow: inset 4px 0 #D55E00;
  padding: 1px 0 1px 8px; }
.pl .story .doubt { background: rgba(230,159,0,.16); box-shadow: inset 4px 0 #E69F00;
  padding: 1px 0 1px 8px; }
.pl .story .breaks b { white-space: nowrap; }
.pl .story details[open] { border-left: 2px solid rgba(128,140,155,.35); padding-left: 7px; }
.pl .story summary { cursor: pointer; list-style: none; }
.pl .story summary::before { content: "▸ "; }
.pl .story details[open] > summary::before { content: "▾ "; }
.pl .names td:first-child { white-space: nowrap; opacity: .75; }
.pl .names small { opacity: .6; }
.pl-code { border: 1px solid rgba(128,140,155,.35); border-radius: 6px; overflow: auto;
  max-height: 62vh; font-size: .84rem; line-height: 1.5; padding: 3px 0; }
.pl-code > div { display: flex; width: max-content; min-width: 100%; }
.pl-code code, .pl-code i { font-family: ui-monospace, "Source Code Pro", monospace;
  white-space: pre; background: none; color: inherit; padding: 0; font-size: inherit; }
.pl-code i { flex: 0 0 3.6em; text-align: right; padding-right: 1em; opacity: .55;
  font-style: normal; user-select: none; }
.pl-mark { background: rgba(230,159,0,.20); box-shadow: inset 4px 0 #E69F00; }
.pl-line em { padding-left: 2em; white-space: nowrap; }
.pl-gap { opacity: .5; padding-left: 2.2em; }
.pl-code b.word { color: #005f9e; font-weight: 600; }
.pl-code b.text { color: #2f6f3e; font-weight: 400; }
.pl-code b.note { color: #6b7683; font-weight: 400; font-style: italic; }
.pl-code b.mark, .pl-code b.number { color: #8a4a00; font-weight: 400; }
.pl-diff i { flex-basis: 3.1em; padding-right: .8em; }
.pl-diff i a.pl-at { color: inherit; }
.pl-diff s { flex: 0 0 1.2em; text-decoration: none; font-family: ui-monospace, monospace;
  user-select: none; }
.pl-diff em { padding-left: 1em; opacity: .72; }
.pl-code.pl-sides > div.pl-two { display: grid; width: 100%;
  grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
.pl-two > div { display: flex; min-width: 0; }
.pl-two > div + div { border-left: 1px solid rgba(128,140,155,.35); }
.pl-two code { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 0; }
.pl-none { background: rgba(128,140,155,.10); }
.pl-plus { background: rgba(0,158,115,.17); box-shadow: inset 3px 0 #009E73; }
.pl-minus { background: rgba(213,94,0,.14); box-shadow: inset 3px 0 #D55E00; }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; } }
</style>
"""
DARK = """
<style>
.pl a, a.pl-at, a.pl-go { color: #7cc5ee; }
.pl .error, .pl .bad-ink { color: #F39A63; } .pl .warning { color: #EFBF4D; }
.pl .good-ink { color: #3CCB9F; }
.pl-code b.word { color: #7cc5ee; } .pl-code b.text { color: #8fd19e; }
.pl-code b.note { color: #97a3b0; } .pl-code b.mark, .pl-code b.number { color: #eab676; }
</style>
"""


def style() -> None:
    """The look of the pieces, once a page."""
    st.html(STYLE + (DARK if st.context.theme.type == "dark" else ""))


def show(*pieces: str) -> None:
    """Put HTML made by this module on the page."""
    st.html(f'<div class="pl">{"".join(pieces)}</div>')


def heading(name: str, *facts: object) -> str:
    """A name, and short facts below it."""
    chips = "".join(f'<span class="chip">{safe(fact)}</span>' for fact in facts if fact)
    return f'<h4>{safe(name)}</h4><div class="chips">{chips}</div>'


def paragraph(text: object, kind: str = "") -> str:
    """A line of text; `kind` is muted, or nothing."""
    return f'<p class="{kind}">{safe(text)}</p>'


def section(name: str) -> str:
    """The head of a part of a page."""
    return f"<h5>{safe(name)}</h5>"


def folded(words: object, *pieces: str, opened: bool = False) -> str:
    """Pieces behind words that open them."""
    kind = " open" if opened else ""
    return f"<details{kind}><summary>{safe(words)}</summary>{''.join(pieces)}</details>"


def doc(text: str) -> str:
    """A docstring as written."""
    return f'<div class="doc">{safe(text.strip())}</div>'


def callout(kind: str, head: object, *lines: object, inner: str = "") -> str:
    """A box with a heading; `kind` is good, bad, doubt or note."""
    body = "".join(f"<div>{safe(line)}</div>" for line in lines if line)
    return f'<div class="box {kind}"><b class="head">{safe(head)}</b>{body}{inner}</div>'


def stack(modules: Sequence[str]) -> str:
    """The chain of imports that led somewhere."""
    links = " → ".join(f"<span>{safe(name)}</span>" for name in modules)
    return f'<div class="stack">{links}</div>'


def place(path: str, line: int | None = None, text: str | None = None) -> Markup:
    """`path:line` as a link (or `text` as one): a click opens the file there, beside the page."""
    at = path if line is None else f"{path}:{line}"
    return Markup(
        f'<a class="pl-at" data-at="{safe(at)}" href="{safe(state.address("", {state.AT: at}))}">'
        f"{safe(at if text is None else text)}</a>"
    )


def link(text: object, page: str, /, **parameters: str | list[str]) -> Markup:
    """`text` as a link to a page of the application, with what its address is to say."""
    go = json.dumps({"page": page, "with": parameters})
    return Markup(
        f'<a class="pl-go" data-go="{safe(go)}" href="{safe(state.address(page, parameters))}">'
        f"{safe(text)}</a>"
    )


def joined(*pieces: object) -> Markup:
    """Text and links, one after the other, as one piece."""
    return Markup("".join(safe(piece) for piece in pieces))


def tiles(numbers: Iterable[tuple[object, str]]) -> str:
    """Numbers that stand for themselves, each with its word."""
    return (
        '<div class="grid">'
        + "".join(
            f'<div class="tile"><b>{safe(number)}</b><span>{safe(word)}</span></div>'
            for number, word in numbers
        )
        + "</div>"
    )


def table(
    head: Sequence[str], rows: Iterable[Sequence[object]], numbers: frozenset[int] = frozenset()
) -> str:
    """A plain table; the columns in `numbers` are aligned right."""

    def cell(tag: str, at: int, text: object) -> str:
        kind = ' class="num"' if at in numbers else ""
        return f"<{tag}{kind}>{safe(text)}</{tag}>"

    top = "".join(cell("th", at, text) for at, text in enumerate(head))
    body = "".join(
        "<tr>" + "".join(cell("td", at, text) for at, text in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f"<table><tr>{top}</tr>{body}</table>"


def finding_line(finding: AnyFinding, *, links: bool = True, source: str = "") -> str:
    """A finding in a line: its sign, its rule and its title, which leads to its page.

    Without `links` for a finding that the repository as it stands does not have; one of another
    repository leads to that `source`.
    """
    kind = finding.severity.value
    where = {state.FINDING: finding.key} | ({state.SOURCE: source} if source else {})
    title = link(finding.title, "problems", **where) if links else finding.title
    return (
        f'<p><span class="{kind}">{SIGNS[finding.severity]} {safe(rule_words(finding))}</span> '
        f"{safe(title)}</p>"
    )


def first_place(finding: AnyFinding) -> Markup:
    """The first place of a finding, and how many other files it is about."""
    if not finding.locations:
        return Markup()
    first = finding.locations[0]
    files = len({each.path for each in finding.locations}) - 1
    more = link(f"+{files}", "problems", **{state.FINDING: finding.key})
    return joined(place(first.path, first.line), *((" ", more) if files else ()))


def outcome_box(outcome: Outcome | None) -> str:
    """What importing a module first does, with the error and the way to it."""
    match outcome:
        case Ok():
            return callout("good", "✓ Importing it works")
        case Fails(failure=failure):
            return callout(
                "bad",
                f"✕ Importing it fails: {failure.error}",
                failure.message,
                joined("raised at ", place(failure.path, failure.line)),
                inner=stack(failure.stack),
            )
        case Unknown(reason=reason, path=path, line=line):
            where = place(path, line) if path else ""
            return callout("doubt", "? Static reading can't tell whether it imports", reason, where)
        case None:
            return callout("note", "No source to read here")
