// GOV.UK Frontend puts aria-expanded on radios that reveal a question; ARIA allows that on checkboxes only, and
// browsers differ in what they announce. The revealed question follows its radio in reading order, so nothing is lost.
const SELECTOR = ".govuk-radios__input[aria-expanded]";

export function tidyRadios() {
  const tidy = () => document.querySelectorAll(SELECTOR).forEach((radio) => radio.removeAttribute("aria-expanded"));
  tidy();
  window.addEventListener("pageshow", tidy);
  document.addEventListener("click", tidy);
}
