// Says how many characters are left, out loud only when one stops typing.
export default function counter(area) {
  const limit = Number(area.dataset.limit);
  const shown = Object.assign(document.createElement("p"), { className: "counter" });
  const spoken = Object.assign(document.createElement("p"), { className: "sr-only" });
  let timer;
  shown.setAttribute("aria-hidden", "true");
  spoken.setAttribute("role", "status");
  area.removeAttribute("maxlength");
  area.after(shown, spoken);

  const update = () => {
    const left = limit - area.value.length;
    const plural = Math.abs(left) > 1 ? "s" : "";
    shown.textContent = left < 0 ? `${-left} caractère${plural} en trop` : `Il reste ${left} caractère${plural}`;
    shown.classList.toggle("is-wrong", left < 0);
    clearTimeout(timer);
    timer = setTimeout(() => (spoken.textContent = shown.textContent), 1000);
  };
  area.addEventListener("input", update);
  update();
}
