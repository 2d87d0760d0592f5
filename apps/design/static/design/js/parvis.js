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

improve(document);
document.addEventListener("htmx:load", (event) => improve(event.target.parentElement ?? document));
