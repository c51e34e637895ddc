// Print buttons are hidden without JavaScript; here they appear and work.
export function startPrint() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
