"""Look at one page: direction, width, labels, headings, and what axe finds.

What it does not do: decide whether a page is beautiful; ``--screenshots`` shows that to people.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser.visitor import Visitor

LOOK = """() => {
  const root = document.documentElement;
  const width = root.clientWidth;
  const shown = element => element.getClientRects().length > 0;
  const named = element => element.tagName.toLowerCase()
    + (element.id ? "#" + element.id : "") + (element.className ? "." + element.className : "");
  const hidden = element => element.closest(".visually-hidden, .skip, thead");
  const found = {lang: root.lang, dir: root.dir, title: document.title, problems: []};
  const say = (what, element) => found.problems.push(what + ": " + named(element));
  if (root.scrollWidth > width) found.problems.push("wider than the window: " + root.scrollWidth);
  for (const element of document.querySelectorAll("body *")) {
    if (element.tagName === "SCRIPT") say("script", element);
    if (element.getAttribute("style")) say("inline style", element);
    for (const each of element.attributes) {
      const odd = /<|^on/.test(each.name) || /<\\/?[a-z]+>/.test(each.value);
      if (odd) say("odd attribute " + each.name, element);
    }
    if (!shown(element) || hidden(element)) continue;
    const box = element.getBoundingClientRect();
    if (box.right > width + 1 || box.left < -1) say("sticks out", element);
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0
        && !["INPUT", "SELECT", "TEXTAREA", "svg"].includes(element.tagName)
        && getComputedStyle(element).display !== "inline") say("content overflows", element);
  }
  const inputs = "input:not([type=hidden]), select, textarea";
  for (const input of document.querySelectorAll(inputs)) {
    if (!input.labels.length || !input.labels[0].textContent.trim()) say("no label", input);
  }
  const speaking = "a, button, h1, h2, h3, legend, summary, th[scope=row], dt";
  for (const one of document.querySelectorAll(speaking)) {
    if (!one.textContent.trim()) say("no words", one);
  }
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    if (!document.getElementById(link.getAttribute("href").slice(1))) say("leads nowhere", link);
  }
  const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
  for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) {
    found.problems.push("id twice: " + id);
  }
  const heads = document.querySelectorAll("h1").length;
  if (heads !== 1) found.problems.push(heads + " main headings");
  const codes = /\\b[a-z_]+\\.[a-z_]+\\.[a-z_.]+\\b|\\burn:|\\bNone\\b(?!:)|\\{[a-z_]+\\}/;
  const code = codes.exec(root.innerText);
  if (code) found.problems.push("shows a code: " + code[0]);
  return found;
}"""
LAID_OUT = ("target-size", "scrollable-region-focusable")
"""What axe may find at one width and not at another: nothing is shown on a phone alone."""
WHOLE = "() => document.readyState === 'complete' && document.body !== null"
DIRECTIONS = {"ar": "rtl"}


@cache
def axe_script() -> str:
    """Read axe-core once."""
    return str(Axe().axe_script)


def carry_axe(visitor: Visitor) -> None:
    """Have every page she opens from now on bring axe along; the pages do not load it."""
    visitor.page.add_init_script(axe_script())


def wait_until_whole(visitor: Visitor) -> None:
    """Wait until the page stands that her last step led to."""
    visitor.page.wait_for_function(WHOLE)


def problems_of(visitor: Visitor, *, axe: bool = True, whole: bool = True) -> Iterator[str]:
    """List what is wrong with the page as it stands, at its present width.

    Args:
        visitor: Somebody who has opened the page, and carries axe if it is asked.
        axe: Ask axe, too; without it the look at widths, labels and words is all.
        whole: Have axe look for everything, not only for what the width decides.
    """
    found: dict[str, Any] = visitor.page.evaluate(LOOK)
    if (found["lang"], found["dir"]) != (visitor.language, DIRECTIONS.get(visitor.language, "ltr")):
        yield f"language or direction: {found['lang']} {found['dir']}"
    if not found["title"].strip(" ·"):
        yield "no title"
    yield from found["problems"]
    if not axe:
        return
    options: dict[str, Any] = {
        "resultTypes": ["violations"],
        "reporter": "no-passes",
        "preload": False,
        "rules": {"target-size": {"enabled": True}},
    }
    if not whole:
        options["runOnly"] = {"type": "rule", "values": LAID_OUT}
    results = visitor.page.evaluate("options => axe.run(document, options)", options)
    for violation in results["violations"]:
        places = [" ".join(map(str, node["target"])) for node in violation["nodes"][:4]]
        yield f"axe {violation['id']}: {'; '.join(places)}"
