"""One fact that a ticket tells in several places is one claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from analysis.triage.report import ClaimType
from analysis.triage.ticket.value import Mention, Said, Told
from analysis.triage.ticket.vocabulary import Vocabulary


def merged(
    told: Sequence[Told], mentioned: Iterable[Mention], known: Vocabulary
) -> tuple[Told, ...]:
    """The claims about this repository, each once, the most specific words of each."""
    every = tuple(mentioned)
    certain = frozenset(each.modules[0] for each in every if len(each.modules) == 1)
    concerned = any(_is_sign(each) for each in every)
    found: list[Told] = []
    for one in _single(told):
        settled = _settled(one, certain)
        if not _is_about(settled, known, concerned):
            continue
        at = next((at for at, other in enumerate(found) if _same(other, settled)), None)
        if at is None:
            found.append(settled)
        else:
            found[at] = _joined(found[at], settled)
    return tuple(_with_places(_again(found)))


def _again(found: list[Told]) -> list[Told]:
    """Once more: what was told first may only later have got what it has in common."""
    kept: list[Told] = []
    for one in found:
        at = next((at for at, other in enumerate(kept) if _same(other, one)), None)
        if at is None:
            kept.append(one)
        else:
            kept[at] = _joined(kept[at], one)
    return kept


def _with_places(found: list[Told]) -> Iterable[Told]:
    """That classes are the same is said of those that are said to be several."""
    several = {
        one.about[0].name: one
        for one in found
        if one.type is ClaimType.DUPLICATE_CLASS and Said.IDENTICAL not in one.says
    }
    for one in found:
        known = several.get(one.about[0].name) if Said.IDENTICAL in one.says else None
        if known is not None and len(one.about) == 1:
            yield msgspec.structs.replace(one, about=known.about, places=known.places)
        else:
            yield one


def _single(told: Iterable[Told]) -> Iterable[Told]:
    for one in told:
        if one.type is ClaimType.MISSING_NAME and len(one.about) > 1:
            for name in one.about:
                yield msgspec.structs.replace(one, about=(name,))
        else:
            yield one


def _is_sign(mention: Mention) -> bool:
    """Whether nothing but this repository is likely to be meant."""
    if mention.modules:
        return "/" in mention.text or "." in mention.text.removesuffix(".py")
    return False


def _settled(told: Told, certain: frozenset[str]) -> Told:
    """Each mention with one module: of several the one that the ticket names elsewhere in full,
    else the one nearest to its neighbours."""
    groups = (told.about, told.places, told.importers)
    beside = [each.modules[0] for group in groups for each in group if len(each.modules) == 1]

    def settle(mention: Mention) -> Mention:
        if len(mention.modules) < 2:
            return mention
        chosen = min(
            mention.modules,
            key=lambda module: (
                module not in certain,
                -max((_common(module, other) for other in beside), default=0),
                "test" in module,
                len(module),
                module,
            ),
        )
        return msgspec.structs.replace(mention, modules=(chosen,))

    about, places, importers = (tuple(settle(each) for each in group) for group in groups)
    return msgspec.structs.replace(told, about=about, places=places, importers=importers)


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one.split("."), other.split("."), strict=False):
        if a != b:
            break
        count += 1
    return count


def _is_about(told: Told, known: Vocabulary, concerned: bool) -> bool:
    """Whether it can be a claim about this repository."""
    mentions = (*told.about, *told.places, *told.importers)
    resolved = any(each.modules for each in mentions)
    if told.type is ClaimType.CYCLE:
        return any(each.modules for each in told.about) and (concerned or _all(told.about))
    if told.type is ClaimType.IMPACT:
        return bool(told.about) and all(each.modules for each in told.about)
    if told.type is ClaimType.DUPLICATE_CLASS:
        return any(each.name in known.classes for each in told.about) or (concerned and resolved)
    tops = {each.text.partition(".")[0].partition("/")[0] for each in mentions}
    ours = resolved or not known.tops.isdisjoint(tops)
    if told.type is ClaimType.MISSING_NAME:
        asked = any(each.name in known.asked for each in told.about)
        return (asked and (concerned or bool(told.places))) or (ours and concerned)
    if told.type is ClaimType.MISSING_MODULE:
        return concerned and (ours or told.about[0].is_path or "." in told.about[0].text)
    return ours or (concerned and not known.outside.isdisjoint(tops))


def _all(mentions: tuple[Mention, ...]) -> bool:
    return all(each.modules for each in mentions)


def _key(mention: Mention) -> str:
    """What a mention of a module means, known or not."""
    if mention.modules:
        return mention.modules[0]
    return dotted(mention.text)


def dotted(text: str) -> str:
    """A path as a module name."""
    bare = text.removesuffix(".pyi").removesuffix(".py").strip("/")
    return bare.replace("/", ".").removesuffix(".__init__") if text != bare else text


def _keys(mentions: Iterable[Mention]) -> frozenset[str]:
    return frozenset(_key(each) for each in mentions)


def _places(told: Told) -> frozenset[str]:
    inside = tuple(each for each in told.about if each.is_inside)
    return _keys(told.places) or _keys(inside)


def _same(one: Told, other: Told) -> bool:
    """Whether both tell the same fact."""
    kinds = {one.type, other.type}
    is_message = Said.MESSAGE in one.says or Said.MESSAGE in other.says
    if kinds == {ClaimType.MISSING_NAME} or (
        kinds <= {ClaimType.MISSING_NAME, ClaimType.IMPORT_ERROR}
        and is_message
        and Said.PARTIAL not in one.says | other.says
        and bool(one.about[0].name and other.about[0].name)
    ):
        return _same_name(one, other)
    if kinds == {ClaimType.MISSING_MODULE} or (
        kinds <= {ClaimType.MISSING_MODULE, ClaimType.IMPORT_ERROR} and is_message
    ):
        return (_keys(one.about[:1]) == _keys(other.about[:1]) and one.type != other.type) or (
            one.type == other.type and _keys(one.about) == _keys(other.about)
        )
    if len(kinds) > 1 or Said.MEMBER in one.says ^ other.says:
        return False
    if Said.MESSAGE in one.says ^ other.says:
        return False
    if one.type is ClaimType.DUPLICATE_CLASS:
        if Said.IDENTICAL in one.says ^ other.says:
            return False
        return {each.name for each in one.about} == {each.name for each in other.about}
    mine, others = _keys(one.about), _keys(other.about)
    if one.type is ClaimType.IMPACT:
        return mine <= others or others <= mine
    if Said.MESSAGE in one.says:
        return (mine, _places(one)) == (others, _places(other))
    return mine == others


def _same_name(one: Told, other: Told) -> bool:
    if one.about[0].name != other.about[0].name:
        return False
    mine, others = _places(one), _places(other)
    listed = Said.LISTED in one.says | other.says
    return listed or not mine or not others or not mine.isdisjoint(others)


def _joined(one: Told, other: Told) -> Told:
    """Both together, in the words of the one that tells more; the first if they tell the same."""
    better, less = (other, one) if _weight(other) > _weight(one) else (one, other)
    kind = better.type
    if Said.MESSAGE in one.says ^ other.says:
        kind = less.type if Said.MESSAGE in better.says else better.type
    about = better.about
    if kind is ClaimType.IMPACT:
        about = _united(one.about, other.about)
    says = one.says | other.says
    if Said.MESSAGE not in one.says & other.says:
        says -= {Said.MESSAGE}
    return Told(
        type=kind,
        text=better.text,
        line=better.line,
        about=about,
        places=_united(one.places, other.places),
        importers=_united(one.importers, other.importers),
        says=says,
        count=one.count or other.count,
        error=one.error or other.error,
        causes=one.causes | other.causes,
    )


def _weight(told: Told) -> int:
    mentions = (*told.about, *told.places, *told.importers)
    return len(_keys(mentions)) - (Said.MESSAGE in told.says)


def _united(one: tuple[Mention, ...], other: tuple[Mention, ...]) -> tuple[Mention, ...]:
    found: dict[str, Mention] = {}
    for each in (*one, *other):
        key = _key(each) + (f":{each.name}" if each.is_inside else "")
        before = found.get(key)
        if before is None or (before.line is None and each.line is not None):
            found[key] = each
    return tuple(found.values())
