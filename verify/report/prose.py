"""Running text for LaTeX: sentences come as Unicode, and no character in them may stop the typesetter."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["escape"]

SPECIAL = {
    **{c: rf"\{c}" for c in "&%$#_{}"},
    **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
    **{"–": "--", "—": "---", "…": r"\ldots{}", "\u00a0": "~", "\u202f": r"\,"},
    **{"“": "``", "”": "''", "‘": "`", "’": "'"},
    **{"<": "$<$", ">": "$>$", "|": "$|$", "−": "$-$", "·": r"$\cdot$", "×": r"$\times$", "±": r"$\pm$", "′": "$'$"},
    **{"≤": r"$\le$", "≥": r"$\ge$", "≠": r"$\ne$", "≈": r"$\approx$", "≪": r"$\ll$", "≫": r"$\gg$", "∝": r"$\propto$"},
    **{"∈": r"$\in$", "∉": r"$\notin$", "∪": r"$\cup$", "∩": r"$\cap$", "⊂": r"$\subset$", "⊆": r"$\subseteq$"},
    **{"∞": r"$\infty$", "√": r"$\surd$", "∑": r"$\sum$", "∏": r"$\prod$", "∫": r"$\int$", "∂": r"$\partial$"},
    **{"∇": r"$\nabla$", "→": r"$\to$", "↦": r"$\mapsto$", "⇒": r"$\Rightarrow$", "⇔": r"$\Leftrightarrow$"},
    **{"‖": r"$\Vert$", "⟨": r"$\langle$", "⟩": r"$\rangle$", "⊤": r"$\top$", "⊥": r"$\perp$", "°": r"$^{\circ}$"},
    **{"∀": r"$\forall$", "∃": r"$\exists$", "¬": r"$\neg$", "∧": r"$\wedge$", "∨": r"$\vee$", "∖": r"$\setminus$"},
    **{"ϕ": r"$\phi$", "φ": r"$\varphi$", "ε": r"$\varepsilon$", "ς": r"$\varsigma$", "ϑ": r"$\vartheta$"},
    **{"ο": "o", "Ο": "O"},  # omicron, which TeX has no name for
}
DRAWN = set("gamma delta theta lambda xi pi sigma upsilon phi psi omega".split())
GREEK = DRAWN | set("alpha beta epsilon zeta eta iota kappa mu nu rho tau chi".split())
LATIN = {"eta": "H", "rho": "P", "chi": "X"}
FRACTION_SLASH = "\u2044"
# T1 fonts have these beyond Latin-1
ACCENTED = set("ĄąĆćČčĎďĘęĚěĞğİıŁłŃńŇňŐőŒœŘřŚśŞşŠšŢţŤťŮůŰűŸŹźŻżŽž")


def escape(text: str) -> str:
    r"""Return running text as LaTeX; Greek letters and signs go through math mode.

    >>> escape("100% of K(φ) ≤ x²")
    '100\\% of K($\\varphi$) $\\le$ x$^{2}$'
    """
    latex = "".join(map(_escaped, re.sub(r"\s+", " ", text)))
    for mark in "^_":
        latex = re.sub(rf"(?<=\{mark})\{{[^$]*(\}}\$\$\{mark}\{{[^$]*)+\}}", _joined, latex)  # ¹² is one exponent
    latex = re.sub(r"\}\$\$([_^]\{)", r"}\1", latex)  # ₀² an index and an exponent
    return re.sub(r"(\\[a-zA-Z]+)\$\$([_^])", r"\1\2", latex)  # φ₀ is one symbol


def _joined(run: re.Match[str]) -> str:
    return "{" + re.sub(r"\}\$\$[_^]\{", "", run[0][1:])


def _escaped(character: str) -> str:
    if character in SPECIAL:
        return SPECIAL[character]
    if character.isascii() or character in ACCENTED or (character.isalpha() and "À" <= character <= "ÿ"):
        return character if character.isprintable() else ""
    name = unicodedata.name(character, "")
    if name.startswith(("GREEK SMALL LETTER ", "GREEK CAPITAL LETTER ")) and len(name.split()) == 4:
        return _greek(name.split()[3], capital="CAPITAL" in name)
    return _by_parts(character)


def _greek(name: str, capital: bool) -> str:
    name = {"LAMDA": "lambda"}.get(name, name.lower())
    if name not in GREEK:
        return f"[Greek {name}]"
    if not capital:
        return rf"$\{name}$"
    # the other capitals look like Latin ones
    return rf"$\{name.capitalize()}$" if name in DRAWN else LATIN.get(name, name[0].upper())


def _by_parts(character: str) -> str:
    """Return ² as a power, ₀ as an index, ½ as 1/2, an accented letter without its accent, else its number."""
    kind, parts = unicodedata.decomposition(character).partition(">")[0], unicodedata.normalize("NFKD", character)
    plain = "".join(c for c in parts.replace(FRACTION_SLASH, "/") if not unicodedata.combining(c))
    if plain == character or not plain:
        return f"[U+{ord(character):04X}]"
    inside = "".join(map(_escaped, plain)).replace("$", "")
    return {"<super": f"$^{{{inside}}}$", "<sub": f"$_{{{inside}}}$"}.get(kind, "".join(map(_escaped, plain)))
