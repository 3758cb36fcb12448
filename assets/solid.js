/* Plain markup that the server sends as one attribute (layouts/solid.py): [tag, attributes, child, ...] or a text.
   It becomes elements before the page is painted. Texts become text nodes and never markup. */
window.tandem = window.tandem || {};
(function (tandem) {
  "use strict";
  const NAME = "data-tdm-dom";
  const made = new WeakMap(); // element -> the nodes that stand in it because of its attribute

  function build(tree) {
    if (!Array.isArray(tree)) return document.createTextNode(tree);
    const [tag, attributes, ...children] = tree;
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "style") element.style.cssText = value; // the page's policy is for markup, not for scripts
      else element.setAttribute(name, value);
    }
    element.append(...children.map(build));
    return element;
  }

  tandem.build = build;

  function fill(element) {
    for (const node of made.get(element) || []) node.remove();
    const text = element.getAttribute(NAME);
    const nodes = text === null ? [] : JSON.parse(text).map(build);
    made.set(element, nodes);
    element.append(...nodes);
  }

  function fillWithin(node) {
    if (!(node instanceof Element)) return;
    if (node.hasAttribute(NAME)) fill(node);
    for (const element of node.querySelectorAll(`[${NAME}]`)) fill(element);
  }

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") fill(change.target);
      else change.addedNodes.forEach((node) => { if (!made.has(node)) fillWithin(node); });
    }
  }).observe(document, { attributes: true, attributeFilter: [NAME], childList: true, subtree: true });
})(window.tandem);
