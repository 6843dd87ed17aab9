"""The page in a real browser: it filters, sorts and searches, by keyboard too, and shuts nobody out."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from html_page import CHROMIUM, FLAGS

from lockstitch.model import Report
from lockstitch.renderers import html_
from lockstitch.settings import Level

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.renderers.conftest import Make

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed (Debian: apt-get install chromium)")

MATRIX = "#records tbody tr"
VOUCHER = "tests/test_basket.py::test_voucher_reduces_total"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Open:
    """Opens a report's page from a file, as out of a CI artifact; what it complains about is kept."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self.complaints: list[str] = []

    def __call__(self, report: Report, fragment: str = "", **context: Any) -> Page:
        file = self._folder / "page.html"
        file.write_text(html_.render(report), encoding="utf-8", newline="\n")
        page = self._browser.new_context(**context).new_page()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.complaints.append(request.url) if request.url[:5] != "file:" else None)
        page.goto(file.as_uri() + fragment)
        return page


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    opener = Open(browser, tmp_path)
    yield opener
    for context in browser.contexts:
        context.close()
    assert opener.complaints == []


def column(page: Page, number: int) -> list[str]:
    """The cells of one column, as they stand in the matrix."""
    found: list[str] = page.locator(f"{MATRIX} > :nth-child({number})").all_text_contents()
    return found


def status(page: Page) -> str:
    return page.locator("#filter [role=status]").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_no_barrier(opened: Open, red: Report, scheme: Any, width: int) -> None:
    page = opened(red, color_scheme=scheme, viewport={"width": width, "height": 800})
    page.get_by_role("button", name="Unfold all").click()
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text())
    found = page.evaluate("axe.run()")
    told = [f"{one['impact']} {one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]
    assert [one for one in told if not one.startswith("minor")] == []
    assert len(found["passes"]) > 20


def test_the_search_shows_only_what_holds_every_word(opened: Open, red: Report) -> None:
    page = opened(red)
    page.get_by_label("Search").fill("expired SHOP")
    assert column(page, 1) == ["SHOP-14"]
    assert status(page) == "1 of 10 records"
    page.get_by_role("button", name="Reset").click()
    page.locator(MATRIX).nth(9).wait_for()
    assert status(page) == "10 records"


def test_a_search_for_what_no_record_holds_shows_none(opened: Open, red: Report) -> None:
    page = opened(red)
    page.get_by_label("Search").fill("nothing like it")
    assert column(page, 1) == []
    assert status(page) == "0 of 10 records"


@pytest.mark.defect("LS-99")
def test_one_record_is_one(opened: Open, make: Make) -> None:
    page = opened(make.report(make.trace()))
    assert status(page) == "1 record"
    page.get_by_label("Search").fill("nothing like it")
    assert status(page) == "0 of 1 record"


def test_filters_join_each_other(opened: Open, red: Report) -> None:
    page = opened(red)
    page.get_by_label("severity").select_option("high")
    page.get_by_label("state").select_option("held")
    assert column(page, 1) == ["SHOP-12"]


def test_a_key_figure_shows_its_records(opened: Open, red: Report) -> None:
    page = opened(red)
    page.locator("[data-pick=short]").click()
    assert set(column(page, 3)) == {"short"}


def test_severity_is_sorted_by_weight_and_not_by_letter(opened: Open, make: Make) -> None:
    given = {"A-1": "low", "A-2": "critical", "A-10": "", "A-3": "medium", "A-4": "high"}
    page = opened(make.report(*(make.trace(record=make.record(i, severity=s)) for i, s in given.items())))
    sort = page.get_by_role("button", name="severity")
    sort.click()
    assert column(page, 4) == ["critical", "high", "medium", "low", ""]
    assert page.locator("#records th[aria-sort]").get_attribute("aria-sort") == "ascending"
    sort.click()
    assert column(page, 4)[-4:] == ["low", "medium", "high", "critical"]


def test_ids_are_sorted_as_numbers(opened: Open, make: Make) -> None:
    page = opened(make.report(*(make.trace(f"A-{number}") for number in (10, 9, 100))))
    page.get_by_role("button", name="record", exact=True).click()
    assert column(page, 1) == ["A-9", "A-10", "A-100"]


def test_a_rung_is_sorted_by_how_far_it_is_missing(opened: Open, make: Make) -> None:
    levels = {"A-1": Level.PROVEN, "A-2": Level.NONE, "A-3": Level.PASSED}
    page = opened(make.report(*(make.trace(i, level, exercised="yes") for i, level in levels.items())))
    page.get_by_role("button", name="passed", exact=True).click()
    assert column(page, 1) == ["A-2", "A-1", "A-3"]
    page.get_by_role("button", name="passed", exact=True).click()
    assert column(page, 1) == ["A-1", "A-3", "A-2"]


def test_many_records_are_shown_step_by_step(opened: Open, make: Make) -> None:
    page = opened(make.report(*(make.trace(f"A-{number}") for number in range(250))))
    assert len(column(page, 1)) == 100
    assert status(page) == "250 records, the first 100 shown"
    page.get_by_role("button", name="Show 100 more").click()
    assert len(column(page, 1)) == 200
    page.get_by_role("button", name="Show all").click()
    assert len(column(page, 1)) == 250
    assert not page.get_by_role("button", name="Show all").is_visible()


def test_a_link_to_a_record_unfolds_it(opened: Open, red: Report) -> None:
    page = opened(red, "#r-SHOP-12")
    assert page.locator("#r-SHOP-12").is_visible()
    assert not page.locator("#r-SHOP-20").is_visible()
    page.locator("#records a", has_text="SHOP-20").click()
    page.locator("#r-SHOP-20").wait_for(state="visible")


def test_a_fragment_that_means_nothing_breaks_nothing(opened: Open, red: Report) -> None:
    page = opened(red, "#%E0%A4%A")
    assert len(column(page, 1)) == 10


def test_everything_is_reached_by_keyboard(opened: Open, red: Report) -> None:
    page = opened(red)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.get_by_label("Search").focus()
    page.keyboard.type("shop-9")
    assert column(page, 1) == ["SHOP-9"]
    page.get_by_role("button", name="title", exact=True).focus()
    page.keyboard.press("Enter")
    assert page.locator("#records th[aria-sort]").inner_text().startswith("title")
    for place in (
        "#records .sort >> nth=1",
        "#records a >> nth=0",
        "#chains summary >> nth=0",
        "#filter select >> nth=0",
    ):
        page.locator(place).focus()
        assert page.evaluate("getComputedStyle(document.activeElement).outline").endswith("solid 3px"), place


def test_without_a_script_all_of_it_is_there(opened: Open, make: Make) -> None:
    page = opened(make.report(*(make.trace(f"A-{number}") for number in range(250))), java_script_enabled=False)
    assert page.locator(MATRIX).count() == 250
    assert page.locator(MATRIX).last.is_visible()
    assert not page.locator("#filter").is_visible()


def test_nothing_is_wider_than_a_small_screen(opened: Open, red: Report) -> None:
    long = red._replace(notes=(f"SHOP-12: {VOUCHER * 2} was refuted",))
    page = opened(long, viewport={"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_on_paper_the_matrix_fits_and_the_controls_are_gone(opened: Open, red: Report) -> None:
    page = opened(red, viewport={"width": 690, "height": 900})  # what A4 leaves between its margins
    page.emulate_media(media="print")
    assert not page.locator("#filter").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 690


def test_no_text_from_outside_acts(opened: Open, poisoned: Report) -> None:
    page = opened(poisoned)
    assert page.evaluate("document.scripts.length") == 1
    assert page.evaluate("document.documentElement.dataset.ready") == "yes"
    assert page.locator(MATRIX).count() == 2


def test_the_policy_holds_back_what_is_put_in_later(opened: Open, green: Report) -> None:
    page = opened(green)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.owned = 1\">')")
    page.evaluate("""() => { const made = document.createElement("script");
        made.textContent = "window.owned = 1"; document.body.append(made); }""")
    page.wait_for_timeout(100)
    assert page.evaluate("window.owned") is None
    assert len(opened.complaints) >= 2
    opened.complaints.clear()
