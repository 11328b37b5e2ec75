// Everything here only adds to pages that work without it.

import { startComboboxes } from "./combobox.js";
import { startCounters } from "./counters.js";
import { startDrafts } from "./drafts.js";
import { startForms } from "./forms.js";
import { startFolds } from "./folds.js";
import { startLiveSearch } from "./live-search.js";
import { startPickers } from "./pickers.js";
import { startPasskeys } from "./passkeys.js";
import { startPasswords } from "./passwords.js";

document.documentElement.classList.add("js");
startFolds();
startForms();
startCounters();
startComboboxes();
startPickers();
startDrafts();
startLiveSearch();
startPasswords();
startPasskeys();
