// ARIA 1.2 combobox; free text stays valid.
let serial = 0;
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

export default function combobox(input) {
  const list = make("ul", { className: "combobox-list", id: `suggestions-${++serial}`, hidden: true });
  Object.assign(list, { role: "listbox", ariaLabel: "Adresses proposées" });
  const status = make("p", { className: "sr-only", role: "status" });
  const box = make("div", { className: "combobox" });
  let choices = [];
  let active = -1;
  let timer, request;

  input.before(box);
  box.append(input, list, status);
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
  const choose = (choice) => {
    input.value = choice.label;
    for (const name of input.dataset.fills.split(" ")) {
      const field = input.form?.elements[input.dataset.prefix + name];
      if (field) field.value = choice[name.replace("-", "_")] ?? "";
    }
    status.textContent = "Choix fait.";
    close();
  };
  const show = (found) => {
    choices = found;
    close();
    list.replaceChildren(
      ...found.map((choice, rank) => {
        const item = make("li", { id: list.id + rank, role: "option", ariaSelected: "false", textContent: choice.label });
        item.onmousedown = (event) => event.preventDefault();
        item.onclick = () => choose(choice);
        return item;
      }),
    );
    list.hidden = !found.length;
    input.ariaExpanded = !list.hidden;
    status.textContent = found.length ? `${found.length} adresses.` : "Aucune adresse.";
  };
  const search = async () => {
    request?.abort();
    if (input.value.trim().length < 3) return close();
    request = new AbortController();
    try {
      const answer = await fetch(`${input.dataset.url}?q=${encodeURIComponent(input.value)}`, { signal: request.signal });
      if (answer.ok) show(await answer.json());
    } catch {
      close();
    }
  };

  input.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(search, 250);
  };
  input.onblur = close;
  input.onkeydown = (event) => {
    if (list.hidden) return;
    const moves = { ArrowDown: () => mark(active + 1), ArrowUp: () => mark(Math.max(active, 0) - 1), Escape: close };
    if (event.key === "Enter" && active >= 0) moves.Enter = () => choose(choices[active]);
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };
}
