// Shows what was chosen and refuses a file that is too heavy before it is sent.
const weight = (size) => `${Math.max(size / 1e6, 0.1).toLocaleString("fr", { maximumFractionDigits: 1 })} Mo`;

export default function file(input) {
  const note = input.parentElement.querySelector(".file-chosen");
  const limit = Number(input.dataset.maxMb);
  input.addEventListener("change", () => {
    const chosen = input.files[0];
    note.hidden = !chosen;
    note.replaceChildren();
    if (!chosen) return;
    const tooHeavy = chosen.size > limit * 1024 * 1024;
    note.classList.toggle("is-wrong", tooHeavy);
    if (tooHeavy) {
      note.textContent = `« ${chosen.name} » pèse ${weight(chosen.size)} : choisissez un fichier de ${limit} Mo au plus.`;
      input.value = "";
      return;
    }
    if (/^image\/(png|jpeg|webp)$/.test(chosen.type)) {
      const url = URL.createObjectURL(chosen);
      const image = Object.assign(new Image(), { src: url, alt: "" });
      image.onload = () => URL.revokeObjectURL(url);
      note.append(image);
    }
    note.append(`${chosen.name} (${weight(chosen.size)})`);
  });
}
