"""Du, Lee, Tian, Póczos and Singh, ICML 2018: one shared filter over non-overlapping patches, ReLU, Gaussian input."""

RENDERERS = "derivations.papers.du2018.views.notebook"
