// Warns before the session ends, and extends it with one press.
const WARNING = 120;

export default function session(box) {
  const left = box.querySelector("[data-left]");
  const sentence = box.querySelector("p");
  const button = box.querySelector("button");
  const seconds = Number(box.dataset.seconds);
  let end = Date.now() + seconds * 1000;
  box.setAttribute("role", "alert");

  const tick = () => {
    const remaining = Math.round((end - Date.now()) / 1000);
    box.hidden = remaining > WARNING;
    if (remaining <= 0) {
      clearInterval(clock);
      sentence.textContent = "Vous avez été déconnecté par sécurité. Ce que vous avez enregistré est gardé.";
      button.hidden = true;
    } else if (!box.hidden) {
      const text = remaining > 60 ? "2 minutes" : "1 minute";
      if (left.textContent !== text) left.textContent = text;
    }
  };
  const clock = setInterval(tick, 1000);
  button.addEventListener("click", async () => {
    const answer = await fetch(box.dataset.extendUrl, { credentials: "same-origin" });
    if (answer.ok) end = Date.now() + seconds * 1000;
    tick();
  });
  tick();
}
