// Ticks the requirements of a password while it is typed. The server decides; this only helps.
const COUNTED = {
  length: /[^]/gu,
  lower: /\p{Ll}/gu,
  upper: /\p{Lu}/gu,
  digit: /\p{Nd}/gu,
  special: /[^\p{L}\p{Nd}]/gu,
};

export default function checklist(list) {
  const input = document.getElementById(list.dataset.for);
  const update = () => {
    for (const item of list.children) {
      const met = (input.value.match(COUNTED[item.dataset.key]) ?? []).length >= Number(item.dataset.count);
      item.toggleAttribute("data-met", met);
      let state = item.querySelector(".sr-only");
      if (!state) item.append((state = Object.assign(document.createElement("span"), { className: "sr-only" })));
      state.textContent = met ? " : c’est bon" : " : il en manque";
    }
  };
  input.addEventListener("input", update);
  update();
}
