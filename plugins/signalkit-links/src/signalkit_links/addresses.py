"""Addresses: what of them tracks readers, and when two mean the same page."""

from __future__ import annotations

import re

# Parameters that tell who sent a reader, and nothing about the page. Those of campaigns (Google's utm_*,
# Matomo's, HubSpot's), and of clicks (Google, Meta, Microsoft, TikTok, Twitter, Mailchimp, Yandex).
_TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|_hsenc|_hsmi|gclid|gclsrc|gbraid|wbraid|dclid|fbclid|igshid|igsh|msclkid"
    r"|ttclid|twclid|mc_cid|mc_eid|yclid|vero_id|oly_anon_id|oly_enc_id|__s|_openstat)\Z",
    re.IGNORECASE,
)


def tracking_parameters(url: str) -> list[str]:
    """The names of the parameters of an address that track readers, in order."""
    query = url.partition("#")[0].partition("?")[2]
    names = [part.partition("=")[0] for part in query.split("&")]
    return [name for name in names if _TRACKING.match(name)]


def without_tracking(url: str) -> str:
    """The address without what tracks readers; all else of it stays as it is."""
    rest, hash_, fragment = url.partition("#")
    page, mark, query = rest.partition("?")
    kept = [part for part in query.split("&") if not _TRACKING.match(part.partition("=")[0])]
    if mark and len(kept) < query.count("&") + 1:
        mark, query = ("?" if kept else ""), "&".join(kept)
    return f"{page}{mark}{query}{hash_}{fragment}"


def same_page(url: str) -> str:
    """What is equal for addresses that mean one page: no scheme, no ``www.``, no fragment, no last slash."""
    rest = without_tracking(url).partition("#")[0]
    scheme, colon, address = rest.partition("://")
    if not colon or scheme.lower() not in ("http", "https"):
        return rest
    host, slash, path = address.partition("/")
    return f"{host.lower().removeprefix('www.')}{slash}{path}".rstrip("/")
