// Free text stays valid.
let serial = 0;
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

export default function combobox(input) {
  const list = make("ul", { className: "combobox-list", id: `list-${++serial}`, hidden: true });
  Object.assign(list, { role: "listbox", ariaLabel: "Choix" });
  const status = make("p", { className: "sr-only", role: "status" });
  const box = make("div", { className: "combobox" });
  const data = input.dataset;
  let choices = [];
  let active = -1;
  let timer, request;

  input.before(box);
  box.append(input, list, status);
  input.setAttribute("aria-controls", list.id);
  Object.assign(input, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false", autocomplete: "off" });

  const field = (name) => input.form?.elements[data.prefix + name];
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
    for (const name of data.fills.split(" ")) {
      const to = field(name);
      if (to) to.value = choice[name.replace("-", "_")] ?? "";
    }
    status.textContent = "Choisi";
    close();
  };
  const show = (found) => {
    choices = found;
    close();
    list.replaceChildren(
      ...found.map((choice, rank) => {
        const item = make("li", { id: list.id + rank, role: "option", ariaSelected: "false", textContent: choice.label });
        item.onmousedown = (e) => e.preventDefault();
        item.onclick = () => choose(choice);
        return item;
      }),
    );
    list.hidden = !found.length;
    input.ariaExpanded = !list.hidden;
    status.textContent = `${found.length} choix.`;
  };
  const search = async () => {
    request?.abort();
    if (input.value.trim().length < 3) return close();
    request = new AbortController();
    try {
      const asked = new URLSearchParams({ q: input.value, beside: field(data.beside)?.value ?? "" });
      const answer = await fetch(`${data.url}?${asked}`, { signal: request.signal });
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
  input.onkeydown = (e) => {
    if (list.hidden) return;
    const moves = { ArrowDown: () => mark(active + 1), ArrowUp: () => mark(Math.max(active, 0) - 1), Escape: close };
    if (e.key === "Enter" && active >= 0) moves.Enter = () => choose(choices[active]);
    const move = moves[e.key];
    if (!move) return;
    e.preventDefault();
    move();
  };
}
