"""The picture of how far simulated means are from exact ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

STYLE = (
    '<style>text{font-family:system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif;fill:#1f2933;'
    "font-size:15px}.s{font-size:13px;fill:#52606d}.n{stroke:#cbd2d9}.o{fill:#2b6cb0}"
    ".m{fill:#b7791f}</style>"
)
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 880 490" role="img" '
    'aria-labelledby="t d">'
)
DESCRIPTION = (
    '<desc id="d">Each dot is one |z|, in order; its place to the right is where the half-normal '
    "law would have it. Dots on the line agree with that law.</desc>"
)
AXIS = "|z| by the half-normal law 半正态分位数"
LEFT, LOW, WIDTH, HIGH = 70.0, 420.0, 560.0, 380.0
SHOWN, EVERY = 200, 10
"""Where thousands lie on the line every tenth is enough to see it; the last ones count."""


def picture(by_seed: Sequence[Sequence[float]], common: Sequence[float]) -> str:
    """Return the |z| in order, against the quantiles of the half-normal law.

    Parameters
    ----------
    by_seed
        z of each seed, case by case.
    common
        z of the common mean of each case.
    """
    seeds = np.sort(np.abs([z for row in by_seed for z in row]))
    means = np.sort(np.abs(np.asarray(common)))
    top = max(4, math.ceil(float(seeds[-1])))

    def at(x: float, y: float) -> tuple[str, str]:
        return f"{LEFT + WIDTH * x / top:.1f}", f"{LOW - HIGH * y / top:.1f}"

    def dots(values: np.ndarray, kind: str, size: float) -> list[str]:
        count = len(values)
        found = []
        for n, value in enumerate(values):
            if n % EVERY == 0 or n >= count - SHOWN:
                x, y = at(NormalDist().inv_cdf(0.5 + (n + 0.5) / count / 2), float(value))
                found.append(f'<circle class="{kind}" r="{size:g}" cx="{x}" cy="{y}"/>')
        return found

    lines = [
        HEAD,
        '<title id="t">How far simulated means are from exact ones</title>',
        DESCRIPTION,
        STYLE,
        '<rect width="880" height="490" fill="#fff"/>',
    ]
    for tick in range(top + 1):
        x, y = at(tick, tick)
        lines += [
            f'<path class="n" d="M{x} {LOW:g}V{LOW - HIGH:g}M{LEFT:g} {y}H{LEFT + WIDTH:g}"/>',
            f'<text class="s" x="{x}" y="{LOW + 20:g}" text-anchor="middle">{tick}</text>',
            f'<text class="s" x="{LEFT - 20:g}" y="{float(y) + 4:.1f}">{tick}</text>',
        ]
    corners = [*at(0, 0), *at(top, top)]
    lines.append('<path stroke="#52606d" fill="none" d="M{} {}L{} {}"/>'.format(*corners))
    lines += [*dots(seeds, "o", 2.2), *dots(means, "m", 3.2), *_words(len(seeds), len(means))]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _words(seeds: int, means: int) -> list[str]:
    return [
        f'<text x="{LEFT:g}" y="28">|z|</text>',
        f'<text x="{LEFT + WIDTH / 2:g}" y="{LOW + 48:g}" text-anchor="middle">{AXIS}</text>',
        '<circle class="o" r="4" cx="660" cy="70"/><text x="674" y="75">one seed</text>',
        f'<text class="s" x="674" y="95">单个种子，{seeds}</text>',
        '<circle class="m" r="4" cx="660" cy="130"/>',
        '<text x="674" y="135">20 seeds together</text>',
        f'<text class="s" x="674" y="155">二十个种子合并，{means}</text>',
        '<path stroke="#52606d" d="M652 190h16"/><text x="674" y="195">agreement</text>',
        '<text class="s" x="674" y="215">完全一致</text>',
    ]
