// Another set of pictures without leaving the page, and the spoken code on demand.
export default function captcha(box) {
  box.addEventListener("click", async (event) => {
    const refresh = event.target.closest("[data-captcha-refresh]");
    const play = event.target.closest("[data-captcha-play]");
    if (play) {
      event.preventDefault();
      const sound = box.querySelector("audio");
      sound.currentTime = 0;
      sound.play();
    }
    if (!refresh?.dataset.url) return;
    event.preventDefault();
    const answer = await fetch(refresh.dataset.url, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-captcha]");
    if (!fresh) return;
    box.replaceChildren(...fresh.childNodes);
    box.querySelector("input, button")?.focus();
  });
}
