// Shows what a browser that knows passkeys can use, and says in words when a passkey didn't work.
(() => {
  const said = {
    NotAllowedError: "No passkey was used. Try again, or use another way.",
    InvalidStateError: "This device already has a passkey for your account.",
    SecurityError: "Passkeys do not work at this address.",
  };

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const name = event.detail.exception && event.detail.exception.name;
    for (const place of document.querySelectorAll("[data-passkey-error]")) {
      place.textContent = said[name] || "The passkey did not work. Try again, or use another way.";
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!window.PublicKeyCredential) return;
    for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
    for (const part of document.querySelectorAll("[data-passkey-unavailable]")) part.hidden = true;
  });
})();
