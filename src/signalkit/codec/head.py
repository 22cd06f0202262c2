"""What comes before the first section, as a whole: title, external link, preamble."""

from __future__ import annotations

from signalkit.codec import link, prose, title
from signalkit.codec.draft import Draft
from signalkit.model.digest import Digest
from signalkit.model.layout import Layout


def render(digest: Digest, layout: Layout, *, followed: bool) -> str:
    """Write title, external link and preamble, and the gap after them if a section follows."""
    heading = title.render(digest.title, digest.origin, layout)
    blocks = [heading] if heading else []
    if digest.link is not None:
        blocks.append(link.render(digest.link))
    text = "\n\n".join(blocks)
    gap = link.GAP if digest.link is not None else "\n\n"
    if digest.preamble:
        text += (gap if text else "") + digest.preamble
        gap = "\n\n"
    return text + gap if text and followed else text


def is_canonical(draft: Draft) -> bool:
    """Return whether what comes before the sections is canonical, so that rewriting it keeps it as it is."""
    if draft.canonical_head is None:
        outline = draft.outline
        text = render(draft.old, title.layout_for(draft), followed=bool(outline.parts))
        draft.canonical_head = draft.source.normalized[outline.front : draft.head_end] == text
    return draft.canonical_head


def edit(draft: Draft, *, followed: bool) -> None:
    """Write title, external link and preamble of the new digest.

    Args:
        draft: the comparison.
        followed: whether a section follows afterwards.
    """
    old, new, outline = draft.old, draft.new, draft.outline
    reshaped = _shape(old) != _shape(new) or followed != bool(outline.parts)
    if reshaped and (draft.coarse or is_canonical(draft)):
        text = render(new, title.layout_for(draft), followed=followed)
        draft.replace(outline.front, draft.head_end, _with_comments(draft, text, followed=followed))
        return
    if old.title != new.title or old.origin != new.origin:
        title.edit(draft)
    if old.link != new.link:
        link.edit(draft)
    if old.preamble != new.preamble:
        prose.edit_preamble(draft)


def _shape(digest: Digest) -> tuple[bool, ...]:
    return bool(digest.title), digest.origin is None, digest.link is None, bool(digest.preamble)


def _with_comments(draft: Draft, head: str, *, followed: bool) -> str:
    """Return a rewritten head with the comments of the old one."""
    s = draft.source.normalized
    comments = [s[b.start : b.end].strip(" \t\n") for b in draft.outline.head if b.kind == "comment"]
    if not comments:
        return head
    pieces = [head.rstrip("\n"), *comments] if head else comments
    return "\n\n".join(pieces) + ("\n\n" if followed else "")
