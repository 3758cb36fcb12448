/* The KPI library in the browser: finding a KPI, and which part of the article is being read.
   Markup asks for it with data attributes:
     data-tdm-find="id"   around a field: hides the links under the element with that id that lack the field's words
     data-tdm-toc         list of links to the headings of the page; the one being read is marked
     data-tdm-tick="key"  box of a question that somebody has gone through; this browser remembers which */
(function () {
  "use strict";
  const READING_LINE = .28; // of the height of the window: the last heading above it is the one being read

  function find(field, area) {
    const words = field.value.trim().toLowerCase().split(/\s+/);
    for (const list of area.querySelectorAll(".nav")) {
      const links = [...list.querySelectorAll("a")];
      for (const link of links) link.hidden = !words.every((word) => link.textContent.toLowerCase().includes(word));
      list.hidden = list.previousElementSibling.hidden = links.every((link) => link.hidden);
    }
  }

  function markHere() {
    const links = [...document.querySelectorAll("[data-tdm-toc] a[href^='#']")];
    if (!links.length) return;
    const heading = (link) => document.getElementById(link.hash.slice(1));
    const above = links.filter((link) => (heading(link)?.getBoundingClientRect().top ?? Infinity) < READING_LINE * innerHeight);
    const here = above.at(-1) || links[0];
    for (const link of links) link.classList.toggle("active", link === here);
  }

  document.addEventListener("input", (event) => {
    const around = event.target.closest?.("[data-tdm-find]");
    const area = around && document.getElementById(around.dataset.tdmFind);
    if (area) find(event.target, area);
  });

  /* Ticks of the diagnostic questions: a private list of what was looked at, so they stay in this browser. */
  const TICKS = "tandem-ticks";

  function ticks() {
    try { return new Set(JSON.parse(localStorage.getItem(TICKS) || "[]")); } catch (_) { return new Set(); }
  }

  document.addEventListener("change", (event) => {
    const key = event.target.dataset?.tdmTick;
    if (!key) return;
    const kept = ticks();
    if (event.target.checked) kept.add(key); else kept.delete(key);
    try { localStorage.setItem(TICKS, JSON.stringify([...kept])); } catch (_) { /* lasts for this page only */ }
  });

  const seen = new WeakSet();
  new MutationObserver(() => {
    for (const box of document.querySelectorAll("[data-tdm-tick]")) {
      if (seen.has(box)) continue;
      seen.add(box);
      box.checked = ticks().has(box.dataset.tdmTick);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  let asked = false;
  document.addEventListener("scroll", () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; markHere(); });
  }, { passive: true });
})();
