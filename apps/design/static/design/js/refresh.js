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
      if (fresh) show(fresh);
    } catch {
      // the next step sends the whole page anyway
    }
  });

  function show(fresh) {
    const { id, selectionStart: from, selectionEnd: to } = document.activeElement ?? {};
    carryOver(fresh);
    box.replaceChildren(...fresh.childNodes);
    document.dispatchEvent(new CustomEvent("parvis:fresh", { detail: box }));
    const here = id && document.getElementById(id);
    here?.focus();
    if (here && from != null) here.setSelectionRange(from, to);
  }

  // What was typed or ticked while the answer was on its way is newer than what it says.
  function carryOver(fresh) {
    for (const field of box.querySelectorAll("input, select, textarea")) {
      const ticked = field.type === "checkbox" || field.type === "radio";
      const same = [...fresh.querySelectorAll("input, select, textarea")].find(
        (other) => other.name === field.name && (!ticked || other.value === field.value),
      );
      if (!same || same.disabled || field.type === "file" || field.type === "hidden") continue;
      if (ticked) same.checked = field.checked;
      else same.value = field.value;
    }
  }
}
