// Saves a form marked with data-autosave-url as it is typed, and says when it did. Without JavaScript the
// form's own "Save" does the same. The server answers {"saved_at": ISO instant} or any 2xx.
import { askSession } from "./session.js";

const DELAY = 3000;
const RETRY = 10000;

export function startDrafts() {
  for (const form of document.querySelectorAll("form[data-autosave-url]")) {
    new Draft(form).watch();
  }
}

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-draft-status]");
    this.timer = null;
    this.saving = false;
    this.leaving = false;
    this.saved = this.snapshot();
  }

  watch() {
    this.form.addEventListener("input", () => this.later(DELAY));
    this.form.addEventListener("change", () => this.later(DELAY));
    this.form.addEventListener("focusout", () => this.later(200));
    this.form.addEventListener("submit", () => {
      this.leaving = true;
      clearTimeout(this.timer);
    });
    window.addEventListener("online", () => this.later(0));
    window.addEventListener("beforeunload", (event) => {
      if (!this.leaving && this.snapshot() !== this.saved) event.preventDefault();
    });
  }

  fields() {
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) {
      if (value instanceof File) data.delete(name);
    }
    return data;
  }

  snapshot() {
    return new URLSearchParams(this.fields()).toString();
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  async save() {
    if (this.leaving) return;
    const now = this.snapshot();
    if (now === this.saved) return;
    if (this.saving) return this.later(DELAY);
    this.saving = true;
    try {
      await this.post(now);
    } catch {
      this.say("Not saved: there is no connection. What you typed is still on this page and will be saved when the connection is back.");
      this.later(RETRY);
    } finally {
      this.saving = false;
    }
  }

  async post(now) {
    const response = await fetch(this.form.dataset.autosaveUrl, {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      headers: {
        "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value,
        "X-Autosave": "1",
        Accept: "application/json",
      },
      body: new URLSearchParams(this.fields()),
    });
    if (response.status === 429 || response.status >= 500) throw new Error("Try again later");
    if (!response.ok) return this.refused(response);
    this.saved = now;
    this.retried = false;
    this.say(`Draft saved at ${await savedTime(response)}`);
  }

  // A redirect or 401 means signed out, 403 perhaps that one has signed in again elsewhere: the token is new then.
  async refused(response) {
    const session = await askSession();
    if (session && response.status === 403 && !this.retried) {
      this.retried = true;
      return this.later(0);
    }
    this.retried = false;
    if (!session && (response.status === 401 || response.type === "opaqueredirect")) {
      this.say("You are signed out. What you typed is still on this page: sign in again in another tab, then go on here.");
      return this.later(RETRY);
    }
    this.say("Not saved. Copy what you typed before you leave this page, then reload it.");
  }

  say(text) {
    if (this.status && this.status.textContent.trim() !== text) this.status.textContent = text;
  }
}

async function savedTime(response) {
  let instant = new Date();
  if (response.headers.get("Content-Type")?.includes("json")) {
    const answer = await response.json();
    if (answer.saved_at) instant = new Date(answer.saved_at);
  }
  return instant.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
}
