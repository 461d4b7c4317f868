"""How Sphinx builds these pages: `python -m sphinx -W -n -b html docs docs/_build`, without a network."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from verify import __version__

project = "certiphi"
version = release = __version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "commands", "docstrings", "mathml"]
exclude_patterns = ["_build"]
nitpicky = True

myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
nb_execution_mode = "auto"  # notebooks without outputs; the blocks of the other pages are run by the tests
nb_execution_in_temp = True
nb_execution_timeout = 300
nb_execution_show_tb = True
default_role = "code"  # `name` in a docstring
html_math_renderer = "mathml"

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_class_signature = "mixed"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 140
# a type in a signature is a link where it is documented, else a word; so is what others define, such as sympy.Expr
nitpick_ignore_regex = [("py:class", ".*"), ("py:.*", r"(?!(verify|derivations)\b).*")]

html_theme = "furo"
html_title = "certiphi"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
