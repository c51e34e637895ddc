// Starts what JavaScript adds to pages that work without it.
import { initAll } from "../govuk/govuk-frontend.min.js";
import { startDrafts } from "./draft.js";
import { startPrint } from "./print.js";
import { tidyRadios } from "./radios.js";
import { startSession } from "./session.js";

initAll();
tidyRadios();
startDrafts();
startPrint();
startSession();
