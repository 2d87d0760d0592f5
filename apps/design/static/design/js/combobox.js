// Suggests while one types (ARIA 1.2 combobox); whatever is typed freely stays valid.
let serial = 0;
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

export default function combobox(input) {
  const list = make("ul", { className: "combobox-list", id: `suggestions-${++serial}`, role: "listbox", hidden: true });
  const status = make("p", { className: "sr-only", role: "status" });
  const box = make("div", { className: "combobox" });
  let choices = [];
  let active = -1;
  let timer;
  let request;

  input.before(box);
  box.append(input, list, status);
  list.ariaLabel = "Adresses proposées";
  input.setAttribute("aria-controls", list.id);
  Object.assign(input, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false", autocomplete: "off" });

  const close = () => {
    list.hidden = true;
    active = -1;
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    active = (index + choices.length) % choices.length;
    [...list.children].forEach((item, rank) => (item.ariaSelected = rank === active));
    list.children[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[active].id);
  };
  const choose = (index) => {
    const choice = choices[index];
    input.value = choice.label;
    for (const name of input.dataset.fills.split(" ").filter(Boolean)) {
      const field = input.form?.elements[input.dataset.prefix + name];
      if (field) field.value = choice[name] ?? "";
    }
    status.textContent = "Adresse choisie.";
    close();
    input.dispatchEvent(new CustomEvent("parvis:chosen", { bubbles: true, detail: choice }));
  };
  const show = (found) => {
    choices = found;
    active = -1;
    list.replaceChildren(
      ...found.map((choice, rank) => {
        const item = make("li", { id: `${list.id}-${rank}`, role: "option", textContent: choice.label });
        item.ariaSelected = "false";
        item.onmousedown = (event) => event.preventDefault();
        item.onclick = () => choose(rank);
        return item;
      }),
    );
    list.hidden = !found.length;
    input.ariaExpanded = !list.hidden;
    status.textContent = found.length ? `${found.length} adresses proposées.` : "Aucune adresse proposée : écrivez la vôtre.";
  };
  const search = async () => {
    request?.abort();
    if (input.value.trim().length < 3) return close();
    request = new AbortController();
    const url = new URL(input.dataset.url, location.href);
    url.searchParams.set("q", input.value);
    try {
      const answer = await fetch(url, { signal: request.signal, headers: { Accept: "application/json" } });
      if (answer.ok) show(await answer.json());
    } catch {
      close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 250);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const moves = { ArrowDown: () => mark(active + 1), ArrowUp: () => mark(active < 0 ? -1 : active - 1), Escape: close };
    if (event.key === "Enter" && active >= 0) moves.Enter = () => choose(active);
    if (!moves[event.key]) return;
    event.preventDefault();
    moves[event.key]();
  });
}
