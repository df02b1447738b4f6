"""The API's reference in a browser: found while typing, opened by its address."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def test_operations_are_found_while_typing_and_opened_by_address(visit):
    reader = visit(language="en")
    reader.open("/api/")
    page = reader.page
    assert page.locator("#rules").is_visible()
    page.fill("[data-find]", "imports skip")
    assert page.locator("[data-find-row]:visible").count() == 1
    assert page.locator("#found-count b").inner_text() == "1"
    assert not page.locator("#rules").is_visible()
    page.fill("[data-find]", "")
    assert page.locator("#rules").is_visible()
    reader.open("/api/#post_imports_number_check")
    page.locator("#post_imports_number_check pre").wait_for(state="visible")
    assert reader.complaints == []
