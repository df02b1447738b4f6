"""The browser bundle of Vega, made on this machine from the library that also draws the charts of reports."""

from pathlib import Path

from django.conf import settings

from xinzhi.core.charts import browser_bundle


def write_chart_bundle() -> Path:
    """Write `vendor/vega.js` into the data folder and return its path; half a second."""
    path = Path(settings.DATA_DIR) / "vendor" / "vega.js"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(browser_bundle(), encoding="utf-8")
    return path
