"""Page time and bytes of home, search and product, on the seed catalog.

`python -m benchmarks.pages [--rounds 40]` builds the site in a temporary folder, serves it on loopback
with gunicorn as in production, and measures each page with a real Chromium (bytes over the wire on a
first visit, layout shift) and with plain requests (time, as a ratio to `/healthz` of the same run).
"""

import argparse
import os
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from benchmarks.serving import gunicorn, load_seed

PAGES = ("/", "/search", "/search?q=math", "/products/khan-academy")
BUDGET = 100_000
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@contextmanager
def site() -> Iterator[str]:
    """Serve the seed catalog from a temporary folder; gives the address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "INSTANCE": folder, "SEARCH_LIMIT": "100000 per second"}
        load_seed(environment)
        with gunicorn(environment) as url:
            yield url


def milliseconds(url: str, rounds: int) -> list[float]:
    """Return the time of each of `rounds` requests in milliseconds, after three to warm up."""
    times = []
    for number in range(rounds + 3):
        began = time.perf_counter()
        with urllib.request.urlopen(url) as response:  # noqa: S310 - our own address
            response.read()
        if number >= 3:
            times.append((time.perf_counter() - began) * 1000)
    return times


def first_visit(browser: Browser, url: str) -> tuple[int, int, float]:
    """Return bytes over the wire (headers included), number of requests, layout shift."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    sizes: list[int] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"]))
    )
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(l => l.getEntries().forEach(e => window.shift += e.value))"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    page.goto(url, wait_until="networkidle")
    shift = float(page.evaluate("window.shift"))
    context.close()
    return sum(sizes), len(sizes), shift


def main() -> None:
    """Print one row per page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    with site() as url, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        base = statistics.median(milliseconds(f"{url}/healthz", rounds))
        print(
            f"{'page':<26}{'bytes':>9}{'of budget':>11}{'requests':>10}{'shift':>8}{'p50 ms':>9}{'x healthz':>11}"
        )
        for path in PAGES:
            size, requests, shift = first_visit(browser, url + path)
            median = statistics.median(milliseconds(url + path, rounds))
            print(
                f"{path:<26}{size:>9,}{size / BUDGET:>10.0%} {requests:>9}{shift:>8.3f}{median:>9.1f}{median / base:>10.1f}x"
            )
        browser.close()


if __name__ == "__main__":
    main()
