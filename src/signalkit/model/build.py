"""Values made of text that was read, whose types are known: built without the checks of a constructor.

Spelled out for speed: setting a slot costs half of what a constructor does. A law holds these to the
attributes of the classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from signalkit.model.digest import Digest, Extra, Reference, Signal, Topic

_new = object.__new__


def _setters(cls: type) -> list[Any]:
    """Return what sets each slot of a class, in the order of its attributes."""
    return [vars(cls)[attribute.name].__set__ for attribute in attrs.fields(cls)]


_s_name, _s_description, _s_change, _s_horizon, _s_driving_force, _s_relevancy, _s_extra = _setters(Signal)
_t_name, _t_description, _t_relevancy, _t_extra = _setters(Topic)
_r_title, _r_id = _setters(Reference)
_ATTRIBUTES: tuple[attrs.Attribute[Any], ...] = attrs.fields(Digest)
_FIELDS = [
    (setter, attribute.name, attribute.default)
    for setter, attribute in zip(_setters(Digest), _ATTRIBUTES, strict=True)
]


def build_signal(
    name: str,
    description: str,
    change: str,
    horizon: str,
    driving_force: str,
    relevancy: int | None,
    extra: Extra,
) -> Signal:
    """Build a signal of all its values."""
    signal = _new(Signal)
    _s_name(signal, name)
    _s_description(signal, description)
    _s_change(signal, change)
    _s_horizon(signal, horizon)
    _s_driving_force(signal, driving_force)
    _s_relevancy(signal, relevancy)
    _s_extra(signal, extra)
    return signal


def build_topic(name: str, description: str, relevancy: int | None, extra: Extra) -> Topic:
    """Build a topic of all its values."""
    topic = _new(Topic)
    _t_name(topic, name)
    _t_description(topic, description)
    _t_relevancy(topic, relevancy)
    _t_extra(topic, extra)
    return topic


def build_reference(title: str, id_: str) -> Reference:
    """Build a reference."""
    reference = _new(Reference)
    _r_title(reference, title)
    _r_id(reference, id_)
    return reference


def build_digest(values: Mapping[str, Any]) -> Digest:
    """Build a digest of the fields that it has, several values as tuples; the others are empty."""
    digest = _new(Digest)
    for setter, name, default in _FIELDS:
        setter(digest, values.get(name, default))
    return digest


BUILDERS: dict[type, Any] = {Signal: build_signal, Topic: build_topic, Reference: build_reference}
"""What builds an entry of all its values, in the order of its attributes."""
