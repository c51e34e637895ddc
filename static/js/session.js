// Warns before the session ends, and lets one stay. The server decides; this asks it how much time is left,
// which doesn't count as doing something. When the session is over a page that may hold something typed stays
// as it is; every other leaves the screen.

export function startSession() {
  const dialog = document.querySelector("#session-warning");
  if (dialog) new SessionTime(dialog).start(Number(dialog.dataset.secondsLeft));
}

// Asks the server: {seconds_left} or null when signed out; throws without a connection. A token that changed
// by signing in again elsewhere is put into the forms of this page.
export async function askSession({ stay = false } = {}) {
  const dialog = document.querySelector("#session-warning");
  if (!dialog) return null;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const response = await fetch(dialog.dataset.sessionUrl, {
    method: stay ? "POST" : "GET",
    credentials: "same-origin",
    redirect: "manual",
    headers: { Accept: "application/json", ...(stay ? { "X-CSRFToken": token } : {}) },
  });
  if (response.status >= 500) throw new Error("The server doesn't answer");
  if (!response.ok) return null;
  const answer = await response.json();
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = answer.token;
  return answer;
}

class SessionTime {
  constructor(dialog) {
    this.dialog = dialog;
    this.warning = Number(dialog.dataset.warningSeconds);
    this.text = dialog.querySelector("#session-warning-text");
    this.title = dialog.querySelector("#session-warning-title");
    this.stay = dialog.querySelector("[data-stay]");
    this.signIn = dialog.querySelector("[data-sign-in]");
    this.typed = false;
    this.stay.addEventListener("click", () => this.check({ stay: true }));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (!this.stay.hidden) this.check({ stay: true });
    });
    document.addEventListener("input", (event) => {
      if (event.target.form?.method === "post") this.typed = true;
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && (this.dialog.open || Date.now() > this.ends)) this.check();
    });
  }

  start(left) {
    this.ends = Date.now() + left * 1000;
    this.later(Math.max(1, left - this.warning));
  }

  later(seconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), seconds * 1000);
  }

  async check(how = {}) {
    let answer;
    try {
      answer = await askSession(how);
    } catch {
      return this.later(10);
    }
    if (answer === null || answer.seconds_left === 0) return this.over();
    this.start(answer.seconds_left);
    if (answer.seconds_left > this.warning) return this.dialog.close();
    this.warn(answer.seconds_left, how.stay);
    this.later(answer.seconds_left + 1);
  }

  warn(left, cannotStay) {
    const time = new Date(Date.now() + left * 1000).toLocaleTimeString("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      timeZone: "Europe/London",
    });
    this.stay.hidden = Boolean(cannotStay);
    this.signIn.hidden = true;
    this.text.textContent = cannotStay
      ? `You have been signed in for as long as is possible at once. At ${time} you will be signed out. Save what you are doing, then sign in again.`
      : `You haven’t done anything for a while. At ${time} you will be signed out. What you typed is kept.`;
    this.open();
  }

  over() {
    if (!this.typed) {
      const query = new URLSearchParams({ next: location.pathname + location.search, timed_out: "yes" });
      return location.assign(`${this.dialog.dataset.signInUrl}?${query}`);
    }
    this.title.textContent = "You are signed out";
    this.text.textContent = "What you typed is still on this page. Sign in again, then come back here and go on.";
    this.stay.hidden = true;
    this.signIn.hidden = false;
    this.open();
  }

  open() {
    if (!this.dialog.open) this.dialog.showModal();
  }
}
