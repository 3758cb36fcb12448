"""What is to be said of the method in force wherever its scores are shown: its bands, and whether it stands in."""

from __future__ import annotations

from data.work.methods import InForce
from kpi.catalogue import CATALOGUE, HEADLINE
from kpi.language import t
from kpi.method import Bands, Method
from layouts.method_words import value_words


def unreadable_notice(in_force: InForce) -> str:
    """Return why an older method is in force than the newest version; empty when none is."""
    if in_force.unreadable is None:
        return ""
    stands_in = t("version {number}", number=in_force.version) if in_force.version else in_force.method.label
    return t(
        "Version {number} of the method, {label}, can't be read by this program: {reason}. "
        "Scores are computed by {other} until a version is saved that can be read.",
        number=in_force.unreadable.id,
        label=in_force.unreadable.label,
        reason=in_force.reason.splitlines()[0].rstrip("."),
        other=stands_in,
    )


def bands_text(method: Method) -> str:
    """Return where the bands of the three scores meet, in words."""
    text = t("Bands: {bands}", bands=_bands(method.bands))
    for kpi in HEADLINE:
        if method.bands_of(kpi) != method.bands:
            text += t("; {score}: {bands}", score=CATALOGUE[kpi].short, bands=_bands(method.bands_of(kpi)))
    return text


def foot_text(in_force: InForce) -> str:
    """Return the foot of every page: the bands, and a notice where an older method stands in."""
    notice = unreadable_notice(in_force)
    return f"{bands_text(in_force.method)}. {notice}" if notice else bands_text(in_force.method)


def _bands(bands: Bands) -> str:
    low, high = (value_words(edge) for edge in (bands.moderate, bands.strong))
    return t("strong above {high}, moderate {low} to {high}, low below {low}", low=low, high=high)
