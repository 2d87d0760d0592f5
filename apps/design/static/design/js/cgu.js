// A long text read to its end opens the button; by keyboard the text is focusable and the End key goes there.
export default function cgu(form) {
  const text = form.querySelector("[data-cgu-text]");
  const button = form.querySelector("button[type=submit], button:not([type])");
  const confirm = form.querySelector("[data-cgu-confirm]");
  const hint = form.querySelector("[data-cgu-hint]");
  const box = confirm?.querySelector("input");
  const end = Object.assign(document.createElement("div"), { className: "cgu-end" });

  if (box?.checked || text.scrollHeight <= text.clientHeight + 4) return;
  if (confirm) confirm.hidden = true;
  if (hint) hint.hidden = false;
  text.append(end);
  button.setAttribute("aria-disabled", "true");

  const stop = (event) => {
    event.preventDefault();
    text.focus();
  };
  const unread = (event) => button.getAttribute("aria-disabled") === "true" && stop(event);
  form.addEventListener("submit", unread, true);

  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      button.removeAttribute("aria-disabled");
      if (confirm) confirm.hidden = false;
      if (box) box.checked = true;
      if (hint) hint.textContent = "Vous êtes arrivé à la fin du texte : vous pouvez l’accepter.";
    },
    { root: text },
  );
  watcher.observe(end);
}
