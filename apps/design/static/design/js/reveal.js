// Shows or hides a password; the button exists only when it works.
export default function reveal(box) {
  const input = box.querySelector("input");
  const button = box.querySelector(".reveal-button");
  const label = button.querySelector("span");
  const show = (visible) => {
    input.type = visible ? "text" : "password";
    button.setAttribute("aria-pressed", visible);
    label.textContent = visible ? "Masquer" : "Afficher";
  };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  input.form?.addEventListener("submit", () => show(false));
}
