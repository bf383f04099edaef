"""Sphinx configuration: everything is built offline, reference pages are generated first."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import generate

from tongqu import __version__

generate.write_reference(Path(__file__).parent / "reference")

project = "tongqu"
author = "The tongqu maintainers"
copyright = "2026, the tongqu maintainers"
version = release = __version__
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown"}

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_class_signature = "mixed"
napoleon_google_docstring = False
napoleon_use_rtype = False
add_module_names = False

html_theme = "furo"
html_title = f"tongqu {release}"
html_static_path = ["_static"]
html_css_files = ["drawings.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#17607f",
        "color-brand-content": "#17607f",
        "font-stack": (
            'system-ui, -apple-system, "Segoe UI", "Noto Sans", "PingFang SC", '
            '"Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
        ),
    },
    "dark_css_variables": {"color-brand-primary": "#6fc3e0", "color-brand-content": "#6fc3e0"},
}
