"""What notebooks show of the values of `verify.language`: registered here, imported when one is first shown."""

from __future__ import annotations

from verify.checks.overall import Verdicts
from verify.language.derivation import Derivation
from verify.language.lemma import Lemma
from verify.language.rendering import renders
from verify.language.verdict import Verdict
from verify.report import display, html, pictures

renders("html", Lemma)(html.lemma)
renders("latex", Lemma)(display.lemma)
renders("plot", Lemma)(pictures.draw)
renders("html", Derivation)(html.derivation)
renders("latex", Derivation)(display.derivation)
renders("html", Verdict)(lambda verdict: html.verdicts([verdict]))
renders("latex", Verdict)(lambda verdict: html.verdict_array([verdict]))
renders("html", Verdicts)(html.verdicts)
renders("latex", Verdicts)(html.verdict_array)
renders("text", Verdicts)(html.verdict_lines)
