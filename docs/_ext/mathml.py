"""Formulas as MathML, which browsers display without scripts, fonts or a network."""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.util import logging

CONVERTER = LatexToMathML()
logger = logging.getLogger(__name__)


def mathml(latex: str, display: bool, where: nodes.Node) -> str:
    """Return the formula as MathML; one that cannot be read is shown as it stands, with a warning."""
    try:
        return CONVERTER.convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        logger.warning("the formula %s cannot be displayed: %s", latex, error, location=where)
        return f"<code>{escape(latex)}</code>"


def visit_inline(self: Any, node: nodes.math) -> None:
    self.body.append(mathml(node.astext(), False, node))
    raise nodes.SkipNode


def visit_block(self: Any, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math") + mathml(node.astext(), True, node) + "</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_html_math_renderer("mathml", inline_renderers=(visit_inline, None), block_renderers=(visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
