"""Du, Lee, Tian, Póczos and Singh, ICML 2018: one shared filter over non-overlapping patches, ReLU, Gaussian input."""

RENDERERS = dict.fromkeys(("html", "latex", "plot"), "derivations.papers.du2018.views.notebook")
