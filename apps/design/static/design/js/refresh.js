// A choice that brings other questions up shows them at once, and keeps what was typed; without it, the button does.
export default function refresh(box) {
  const form = box.closest("form");
  const live = new Set(form.dataset.refresh.split(" "));
  let request;

  box.addEventListener("change", async (event) => {
    if (!live.has(event.target.name)) return;
    request?.abort();
    request = new AbortController();
    const typed = new FormData(form);
    typed.set("aller", "rafraichir");
    for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
    try {
      const answer = await fetch(form.action, { method: "POST", body: typed, signal: request.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(box.id);
      if (!fresh) return;
      const here = document.activeElement?.id;
      box.replaceChildren(...fresh.childNodes);
      document.dispatchEvent(new CustomEvent("parvis:fresh", { detail: box }));
      if (here) document.getElementById(here)?.focus();
    } catch {
      // the next step sends the whole page anyway
    }
  });
}
