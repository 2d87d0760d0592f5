// The pages of one document: photos taken one after the other add up, and are put in order before they are sent.
const weight = (size) => `${Math.max(size / 1e6, 0.1).toLocaleString("fr", { maximumFractionDigits: 1 })} Mo`;

function button(words, label, press) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: words, onclick: press });
  made.className = "button button--plain button--small";
  made.setAttribute("aria-label", label);
  return made;
}

function thumbnail(file) {
  const image = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: "" });
  image.onload = () => URL.revokeObjectURL(image.src);
  image.onerror = () => image.remove();
  return image;
}

export default function pages(input) {
  const list = input.parentElement.querySelector(".file-pages");
  const note = input.parentElement.querySelector(".file-chosen");
  const limit = Number(input.dataset.maxMb);
  let chosen = [];

  function say(words, wrong = false) {
    note.hidden = !words;
    note.textContent = words;
    note.classList.toggle("is-wrong", wrong);
  }

  function keep(files) {
    chosen = files;
    const carried = new DataTransfer();
    for (const file of chosen) carried.items.add(file);
    input.files = carried.files;
    draw();
  }

  function move(from, to) {
    const files = [...chosen];
    files.splice(to, 0, ...files.splice(from, 1));
    keep(files);
    list.children[to].querySelector("button").focus();
  }

  function row(file, rank) {
    const line = document.createElement("li");
    const name = Object.assign(document.createElement("span"), { textContent: `Page ${rank + 1} : ${file.name} (${weight(file.size)})` });
    if (/^image\//.test(file.type)) line.append(thumbnail(file));
    line.append(name);
    if (rank > 0) line.append(button("Monter", `Monter la page ${rank + 1}`, () => move(rank, rank - 1)));
    if (rank < chosen.length - 1) line.append(button("Descendre", `Descendre la page ${rank + 1}`, () => move(rank, rank + 1)));
    line.append(button("Retirer", `Retirer la page ${rank + 1}`, () => keep(chosen.filter((_, other) => other !== rank))));
    return line;
  }

  function draw() {
    list.hidden = chosen.length === 0;
    list.replaceChildren(...chosen.map(row));
    if (chosen.length > 1) say(`${chosen.length} pages seront réunies en un PDF, dans cet ordre.`);
    else say(chosen.length ? "Pour ajouter une page, choisissez une autre photo." : "");
  }

  input.addEventListener("change", () => {
    const added = [...input.files];
    const heavy = added.find((file) => file.size > limit * 1024 * 1024);
    const alone = (files) => files.some((file) => !/^image\//.test(file.type) && !/\.hei[cf]$/i.test(file.name));
    if (heavy) {
      keep(chosen);
      say(`« ${heavy.name} » pèse ${weight(heavy.size)} : choisissez un fichier de ${limit} Mo au plus.`, true);
      return;
    }
    keep(alone(added) || alone(chosen) ? added : [...chosen, ...added]);
  });
}
