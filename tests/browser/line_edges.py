"""How the lines of a page begin and end, measured in Chromium by the boxes of its characters."""

from playwright.sync_api import Page

NEVER_FIRST = "，。、；：！？）」』"
NEVER_LAST = "（「『"
WIDTHS = (320, 390, 768, 1280)  # CSS pixels
# A line is what has boxes of one top within a block; a page's own marks (the quiet links) are no words.
_MEASURE = """([first, last]) => {
  const wrong = [], range = new Range();
  for (const block of document.querySelectorAll("#transcript p, #transcript li, #transcript h2, #transcript h3, h1, .lead")) {
    if (!block.offsetParent) continue;
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let before = null, bottom = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest("a[href^='speech/'], button, .term")) continue;
      for (let n = 0; n < node.length; n++) {
        range.setStart(node, n); range.setEnd(node, n + 1);
        const box = range.getBoundingClientRect();
        if (!box.width) continue;
        const char = node.data[n];
        // A space is a place to break, whatever stands beside it.
        if (bottom !== null && box.top >= bottom - 1 && !/\\s/.test(node.data[n - 1] || "")) {
          if (first.includes(char)) wrong.push(`begins: ${node.data.slice(Math.max(0, n - 8), n + 4)}`);
          if (last.includes(before)) wrong.push(`ends: ${node.data.slice(Math.max(0, n - 8), n + 4)}`);
        }
        before = char; bottom = box.bottom;
      }
    }
  }
  return wrong;
}"""


def wrong_edges(page: Page) -> list[str]:
    """The lines that begin or end as no Chinese line may, each with the words around the place."""
    found: list[str] = page.evaluate(_MEASURE, [NEVER_FIRST, NEVER_LAST])
    return found


def double_letters(page: Page) -> None:
    """Text at 200 %, as a reader's setting makes it."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
