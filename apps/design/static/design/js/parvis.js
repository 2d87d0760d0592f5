// Improves each element that names its module: <div data-module="/static/…/reveal.js">. Nothing depends on it.
const done = new WeakMap();

function improve(root) {
  for (const element of root.querySelectorAll("[data-module]")) {
    for (const url of element.dataset.module.split(" ")) {
      const seen = done.get(element) ?? new Set();
      if (seen.has(url)) continue;
      done.set(element, seen.add(url));
      import(url).then((module) => module.default(element));
    }
  }
}

const seams = /(«|n°|\d(?= h\b)|\bh(?= \d)) | ([»?!:;])(?=\s|$)/g;

/** French punctuation and hours keep their spaces without being left alone at the start of a line. */
function bind(root) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const bound = text.data.replace(seams, "$1\u00a0$2");
    if (bound !== text.data && !text.parentElement.closest("textarea, script, style, pre, option")) text.data = bound;
  }
}

improve(document);
bind(document.body);
document.addEventListener("parvis:fresh", (event) => {
  improve(event.detail);
  bind(event.detail);
});
document.addEventListener("htmx:load", (event) => {
  improve(event.target.parentElement ?? document);
  bind(event.target);
});
