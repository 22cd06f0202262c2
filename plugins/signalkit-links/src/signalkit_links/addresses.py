"""Addresses: the parameters that track readers, and what two addresses of one page share."""

from __future__ import annotations

import re
from collections.abc import Collection

# Parameters that name who sent a reader, and do not change the page: those of campaigns (Google's utm_*,
# Matomo's, HubSpot's), and of clicks (Google, Meta, Microsoft, TikTok, Twitter, Mailchimp, Yandex).
_TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|_hsenc|_hsmi|gclid|gclsrc|gbraid|wbraid|dclid|fbclid|igshid|igsh|msclkid"
    r"|ttclid|twclid|mc_cid|mc_eid|yclid|vero_id|oly_anon_id|oly_enc_id|__s|_openstat)\Z",
    re.IGNORECASE,
)


def _tracks(name: str, more: Collection[str]) -> bool:
    return _TRACKING.match(name) is not None or (bool(more) and name.casefold() in more)


def tracking_parameters(url: str, more: Collection[str] = ()) -> list[str]:
    """Return the names of the parameters of an address that track readers, in order.

    Args:
        url: The address.
        more: Names, casefolded, of parameters that track readers in addition to those that are known.
    """
    query = url.partition("#")[0].partition("?")[2]
    names = [part.partition("=")[0] for part in query.split("&")]
    return [name for name in names if _tracks(name, more)]


def without_tracking(url: str, more: Collection[str] = ()) -> str:
    """Remove the parameters that track readers from an address.

    Args:
        url: The address.
        more: see `tracking_parameters`.
    """
    rest, hash_, fragment = url.partition("#")
    page, mark, query = rest.partition("?")
    kept = [part for part in query.split("&") if not _tracks(part.partition("=")[0], more)]
    if mark and len(kept) < query.count("&") + 1:
        mark, query = ("?" if kept else ""), "&".join(kept)
    return f"{page}{mark}{query}{hash_}{fragment}"


def same_page(url: str, more: Collection[str] = ()) -> str:
    """Reduce an address to what all addresses of one page share.

    Tracking parameters, scheme, ``www.``, fragment and final slash are removed.

    Args:
        url: The address.
        more: see `tracking_parameters`.
    """
    rest = without_tracking(url, more).partition("#")[0]
    scheme, colon, address = rest.partition("://")
    if not colon or scheme.lower() not in ("http", "https"):
        return rest
    host, slash, path = address.partition("/")
    return f"{host.lower().removeprefix('www.')}{slash}{path}".rstrip("/")
