"""The browser bundle of Vega, made on this machine from the library that also draws the charts of reports."""

from pathlib import Path

from django.conf import settings

# `ast` with Vega's own interpreter needs no eval, `defaultStyle` false no inline style: both are against our CSP.
SNIPPET = """
import vegaEmbed from "vega-embed";
window.xinzhiEmbed = (element, spec) => vegaEmbed(element, spec, {
  actions: false, ast: true, defaultStyle: false, renderer: "svg", tooltip: {disableDefaultStyle: true},
});
"""


def write_chart_bundle() -> Path:
    """Write `vendor/vega.js` into the data folder and return its path; half a second."""
    import vl_convert as vlc

    path = Path(settings.DATA_DIR) / "vendor" / "vega.js"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(vlc.javascript_bundle(snippet=SNIPPET), encoding="utf-8")
    return path
