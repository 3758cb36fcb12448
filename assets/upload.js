/* Files from the Data page to POST /api/imports, with progress; each is read first, and stored when a person says so.
   Everything is delegated from document, because Dash replaces parts of the page at any time; the rows live here and
   are put back when the list is drawn again. The server's words and file names become text, never markup.
   Cards and results are drawn by the server: the ids of all jobs that ended go into the store data-finished.
   upload_review.js takes what is decided in a card. */
(function (tandem) {
  "use strict";
  const ASK_EVERY = 300; // ms
  const MOST_FILES = 40; // as the server draws
  const stepWord = (step) => ({
    recognising: tandem.t("Recognising"), checking: tandem.t("Checking rows"), comparing: tandem.t("Comparing"),
    "looking at every row": tandem.t("Looking at every row"), storing: tandem.t("Storing"), done: tandem.t("Done"),
  })[step] || tandem.t("Reading");
  const ICONS = { csv: "filetype-csv", txt: "filetype-txt", xlsx: "filetype-xlsx", xls: "filetype-xls", zip: "file-zip", gz: "file-zip" };
  const TAKEN = /\.(csv|tsv|tab|txt|xlsx|xlsm|xls|ods|gz|zip)$/i;
  // Nothing that could be said on this page would make such a file readable.
  const HOPELESS = ["UnreadableFile", "AlreadyImported"];
  const LATER = ["partner", "value"]; // questions that can be answered after the import
  const rows = []; // in the order of the list
  let last = Promise.resolve(); // files are sent one after another
  let sending = 0;
  let list = null; // the element that the rows stand in

  const dropZone = () => document.querySelector("[data-tdm-upload]");
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const count = (number) => number.toLocaleString(tandem.language());
  const rowsText = (number) => tandem.tn("{count} row", "{count} rows", number);

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function icon(name) {
    const element = make("i", `bi bi-${name}`);
    element.setAttribute("aria-hidden", "true");
    return element;
  }

  function size(bytes) {
    if (bytes < 1000) return tandem.tn("{count} byte", "{count} bytes", bytes);
    const [unit, name] = bytes < 1e6 ? [1e3, "kB"] : bytes < 1e9 ? [1e6, "MB"] : [1e9, "GB"];
    const value = bytes / unit;
    return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${name}`;
  }

  const fileIcon = (name) => ICONS[name.split(".").pop().toLowerCase()] || "file-earmark";

  /* One file: its line in the list, its latest job, and what was decided in its card ------------------------ */
  class Row {
    constructor(file) {
      this.file = file;
      this.state = "waiting";
      this.job = null; // the job whose card or result is shown
      this.running = null; // id of the job that is being worked on
      this.edits = new Map(); // place in the mapping as JSON -> answer as JSON, "" for none
      this.mode = "add";
      this.remember = true;
      this.isChosen = false; // it is about to be imported, with others
      this.element = make("li");
      this.note = make("small", "", size(file.size));
      const name = make("div", "f", file.name);
      name.title = file.name;
      name.append(this.note);
      this.name = name;
      this.status = make("span", "tdm-status tdm-num");
      this.button = make("button", "btn btn-ghost btn-icon btn-sm");
      this.button.type = "button";
      this.button.append(icon("x-lg"));
      this.button.addEventListener("click", () => this.dismiss());
      this.element.append(icon(fileIcon(file.name)), name, this.newTrack(), this.status, this.button);
      this.offer("Cancel");
      this.say(tandem.t("Waiting"));
      this.progress(0);
    }

    newTrack() {
      this.bar = make("div", "progress-bar");
      const track = make("div", "progress");
      track.append(this.bar);
      for (const [key, value] of Object.entries({ role: "progressbar", "aria-label": this.file.name, "aria-valuemin": 0, "aria-valuemax": 100 })) {
        track.setAttribute(key, value);
      }
      if (this.track) this.track.replaceWith(track);
      return this.track = track;
    }

    offer(word) { this.button.setAttribute("aria-label", `${word} ${this.file.name}`); }

    say(text, kind = "", symbol = "") {
      this.status.className = `tdm-status tdm-num ${kind}`;
      // Only what became of the file is announced, not every per cent.
      if (kind) this.status.setAttribute("aria-live", "polite");
      this.status.replaceChildren(...(symbol ? [icon(symbol)] : []), text);
    }

    progress(share) {
      const percent = Math.round(100 * share);
      this.bar.style.width = `${percent}%`;
      this.track.setAttribute("aria-valuenow", percent);
    }

    begin(state) {
      this.state = state;
      this.retry?.remove();
      if (!this.bar.isConnected) this.newTrack();
      this.track.classList.remove("is-done");
      this.offer("Cancel");
      this.progress(0);
    }

    dismiss() {
      this.state = "gone";
      this.request?.abort();
      this.drop();
      rows.splice(rows.indexOf(this), 1);
      const next = this.element.nextElementSibling || this.element.previousElementSibling;
      this.element.remove();
      (next?.querySelector("button[aria-label]") || dropZone())?.focus();
      tell();
    }

    /* The server forgets the file; keepalive, because the page may be closing. */
    drop() {
      const ids = [this.running, this.job?.dry_run || this.job?.held ? this.job.id : null].filter(Boolean);
      for (const id of new Set(ids)) fetch(`/api/imports/${id}`, { method: "DELETE", keepalive: true }).catch(() => {});
    }

    fail(text) {
      if (this.state === "gone") return;
      this.state = "failed";
      this.note.textContent = text;
      this.track.replaceChildren();
      this.track.replaceWith(this.track = make("span"));
      this.say(tandem.t("Not imported"), "is-bad", "exclamation-circle-fill");
      this.offer("Remove");
      this.retry = make("button", "btn btn-outline-secondary btn-sm tdm-retry", tandem.t("Try again"));
      this.retry.type = "button";
      this.retry.addEventListener("click", () => {
        this.note.textContent = size(this.file.size);
        this.begin("waiting");
        this.button.focus();
        enqueue(this);
      });
      this.note.after(this.retry);
      if (!this.element.isConnected) tandem.toast(tandem.t("{name} was not imported", { name: this.file.name }), { detail: text, kind: "bad" });
    }

    /* The file was read, or refused for now: its card is drawn. */
    review(job) {
      this.state = "review";
      this.isChosen = false;
      this.job = job;
      this.mode = job.mode;
      this.edits.clear();
      this.progress(1);
      this.track.classList.add("is-done");
      this.offer("Remove");
      const { result } = job;
      const open = (result?.questions || []).filter(({ kind }) => !LATER.includes(kind)).length;
      if (result) this.note.textContent = [rowsText(result.rows_read),
        tandem.tn("{count} column", "{count} columns", result.mapping.length), size(this.file.size)].join(", ");
      if (!result) this.say(tandem.t("Needs an answer"), "is-warn", "eye");
      else if (open) this.say(tandem.tn("{count} question open", "{count} questions open", open), "is-warn", "eye");
      else if (!result.accepted) this.say(tandem.t("Nothing to import"), "is-bad", "exclamation-circle-fill");
      else if (result.rejected) this.say(tandem.tn("Read, {count} row rejected", "Read, {count} rows rejected", result.rejected), "is-warn", "eye");
      else this.say(tandem.t("Read"), "is-good", "check-circle-fill");
      tell();
    }

    finish(job) {
      this.state = "done";
      this.job = job;
      const { accepted, rejected, rows_read: read } = job.result;
      this.note.textContent = tandem.tn("{count} row read, {size}", "{count} rows read, {size}", read, { size: size(this.file.size) });
      this.progress(1);
      this.track.classList.add("is-done");
      if (!accepted) this.say(tandem.t("Nothing to store"), "is-bad", "exclamation-circle-fill");
      else if (rejected) this.say(tandem.tn("{count} row rejected", "{count} rows rejected", rejected), "is-warn", "eye");
      else this.say(tandem.t("Imported"), "is-good", "check-circle-fill");
      this.offer(tandem.t("Remove from this list:"));
      if (!this.element.isConnected) tandem.toast(tandem.t("{name} was imported", { name: this.file.name }));
      tell();
      if (job.result.table === "partners" && accepted) recheckStrangers();
    }
  }

  /* Dash draws the cards and results of all jobs that ended. */
  function tell() {
    mark();
    if (!dropZone() || !window.dash_clientside?.set_props) return;
    const jobs = rows.filter(({ job }) => job).map(({ job }) => job.id);
    window.dash_clientside.set_props("data-finished", { data: jobs });
  }

  function mark() {
    const step = document.getElementById("data-step");
    if (!step) return;
    const isDone = rows.length > 0 && rows.every(({ state }) => !["waiting", "sending"].includes(state));
    if (step.classList.toggle("is-done", isDone) === (step.dataset.done === "yes")) return;
    step.dataset.done = isDone ? "yes" : "";
    step.querySelector(".n").replaceChildren(isDone ? icon("check-lg") : "1");
  }

  /* Names that were unknown may be known now. */
  function recheckStrangers() {
    const waiting = rows.filter(({ state, job, edits, isChosen }) => state === "review" && !isChosen && !edits.size && job.result &&
      (job.result.unknown_partners.length || job.result.questions.some(({ kind }) => kind === "partner")));
    for (const row of waiting) decide(row, { dry: true });
  }

  /* Sending and asking --------------------------------------------------------------------------------- */
  function fields(row, dry) {
    const form = new FormData();
    form.append("map", JSON.stringify(tandem.mappingOf(row)));
    form.append("mode", row.mode);
    if (dry) form.append("dry_run", "1");
    else if (row.remember) form.append("remember", "1");
    return form;
  }

  function errorText(status, body) {
    try {
      const said = JSON.parse(body).error;
      if (said) return said;
    } catch (_) { /* not JSON: said below */ }
    return tandem.t("The server answered with {status}. Nothing was stored; try again.", { status });
  }

  /* Resolves with the job that the server made of the file. */
  function send(row, form) {
    form.append("file", row.file, row.file.name);
    return new Promise((resolve, reject) => {
      const request = row.request = new XMLHttpRequest();
      const begun = performance.now();
      request.open("POST", "/api/imports");
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
        if (!lengthComputable) return;
        const left = (performance.now() - begun) / 1000 * (total - loaded) / loaded;
        const time = left < 90 ? `${Math.round(left)} s` : `${Math.round(left / 60)} min`;
        const soon = left >= 2 ? tandem.t(", about {time} left", { time }) : "";
        row.progress(loaded / total);
        row.say(`${Math.round(100 * loaded / total)}%${soon}`);
      });
      request.addEventListener("load", () => {
        if (request.status === 202) resolve(JSON.parse(request.responseText));
        else reject(new Error(errorText(request.status, request.responseText)));
      });
      request.addEventListener("error", () =>
        reject(new Error(tandem.t("The connection broke off before the file had arrived. Nothing was stored; try again."))));
      request.addEventListener("abort", () => reject(new Error("Cancelled.")));
      request.send(form);
    });
  }

  async function follow(row, job) {
    row.request = null;
    row.running = job.id;
    for (let misses = 0; job.status === "queued" || job.status === "running"; await wait(ASK_EVERY)) {
      if (row.state === "gone") return row.drop();
      row.progress(job.progress);
      row.say(job.status === "queued" ? tandem.t("Waiting") : `${stepWord(job.step)}, ${Math.round(100 * job.progress)}%`);
      try {
        const answer = await fetch(job.url, { headers: { Accept: "application/json" } });
        const text = await answer.text();
        if (!answer.ok) throw new Error(errorText(answer.status, text));
        job = { ...job, ...JSON.parse(text) };
        misses = 0;
      } catch (error) {
        misses += 1;
        if (misses === 5) throw new Error(tandem.t("The server does not answer. See Past imports for whether the file was taken."));
      }
    }
    row.running = null;
    settle(row, job);
  }

  function settle(row, job) {
    if (row.state === "gone") return;
    if (job.status === "done") return job.dry_run ? row.review(job) : row.finish(job);
    if (job.held && job.problem && !HOPELESS.includes(job.problem.kind)) return row.review(job);
    row.job = job;
    row.drop();
    row.job = null;
    tell();
    throw new Error(job.error || tandem.t("Nothing was stored; try again."));
  }

  function enqueue(row) {
    const most = Number(dropZone()?.dataset.tdmMost || Infinity);
    if (row.file.size > most) return row.fail(tandem.t("{size} is more than the {most} that a file may have. Split it and add the parts.", { size: size(row.file.size), most: size(most) }));
    if (row.file.size === 0) return row.fail(tandem.t("The file is empty. Export it again."));
    last = last.then(async () => {
      if (row.state === "gone") return;
      sending += 1;
      row.state = "sending";
      try {
        const job = await send(row, fields(row, true));
        row.state = "reading";
        // The next file is sent meanwhile; the server reads in the order of arrival.
        follow(row, job).catch((error) => row.fail(error.message));
      } catch (error) {
        row.fail(error.message);
      } finally {
        sending -= 1;
        mark();
      }
    });
  }

  /* Read again with other decisions, or import. A file that the server no longer keeps is sent once more. */
  async function decide(row, { dry }) {
    const form = fields(row, dry), { job } = row;
    row.begin(dry ? "reading" : "importing");
    row.say(tandem.t("Waiting"));
    try {
      const answer = await fetch(`/api/imports/${job.id}/again`, { method: "POST", body: form, headers: { Accept: "application/json" } });
      const text = await answer.text();
      if (answer.status === 202) await follow(row, JSON.parse(text));
      else if (answer.status === 404 || answer.status === 410) await follow(row, await send(row, form));
      else throw new Error(errorText(answer.status, text));
    } catch (error) {
      row.fail(error.message);
    }
  }

  tandem.uploads = { rows, decide, byJob: (id) => rows.find(({ job }) => job?.id === id) };

  /* Files of partners go first: the names in them are then known to the others. */
  async function rank(file) {
    const head = await file.slice(0, 4000).text().catch(() => "");
    if (/partner[ _-]?type|joined[ _-]?on|account[ _-]?type|partnertyp/i.test(head)) return 0;
    return /partner|account/i.test(file.name) ? 1 : 2;
  }

  tandem.upload = async (files) => {
    if (!dropZone()) return;
    const chosen = [...files], room = MOST_FILES - rows.length;
    if (chosen.length > room) {
      tandem.toast(tandem.tn("{left} of {count} file left out", "{left} of {count} files left out", chosen.length, { left: count(chosen.length - room) }), {
        detail: tandem.t("The list holds {count} files. Import these first, then add the others.", { count: MOST_FILES }), kind: "bad" });
    }
    const ranked = await Promise.all(chosen.slice(0, room).map(async (file) => ({ file, rank: await rank(file) })));
    ranked.sort((a, b) => a.rank - b.rank);
    const added = ranked.map(({ file }) => new Row(file));
    rows.push(...added);
    attach();
    list?.append(...added.map(({ element }) => element));
    added.forEach(enqueue);
    mark();
  };

  /* Choosing and dropping -------------------------------------------------------------------------------- */
  function choose({ folder = false } = {}) {
    const input = Object.assign(document.createElement("input"), { type: "file", multiple: true, webkitdirectory: folder });
    if (!folder) input.accept = ".csv,.tsv,.tab,.txt,.xlsx,.xlsm,.xls,.ods,.gz,.zip,text/csv";
    input.addEventListener("change", () => tandem.upload(folder ? [...input.files].filter(({ name }) => TAKEN.test(name)) : input.files));
    input.click();
  }

  /* All files below what was dropped; of folders only those that can be data. */
  async function within(entry) {
    if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
    const reader = entry.createReader(), found = [];
    for (;;) { // a reader tells a hundred entries at a time
      const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!part.length) break;
      for (const child of part) found.push(...await within(child));
    }
    return found.filter(({ name }) => TAKEN.test(name));
  }

  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const plain = [...transfer.files];
    if (!entries.some(({ isDirectory }) => isDirectory)) return tandem.upload(plain);
    const found = await Promise.all(entries.map((entry) => within(entry).catch(() => [])));
    return tandem.upload(found.flat());
  }

  /* The list may have been drawn anew, with another tab in between: what is done is in the history by now. */
  function attach() {
    const found = document.getElementById(dropZone()?.dataset.tdmUpload);
    if (!found || found === list) return;
    const isBack = list !== null;
    list = found;
    if (isBack) rows.splice(0, rows.length, ...rows.filter(({ state }) => state !== "done"));
    list.append(...rows.map(({ element }) => element));
    if (rows.length) setTimeout(tell);
  }

  const hasFiles = (event) => dropZone() && [...(event.dataTransfer?.types || [])].includes("Files");
  const over = (isOver) => dropZone()?.classList.toggle("is-over", isOver);

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-tdm-upload]")) choose();
    else if (event.target.closest?.("[data-tdm-folder]")) choose({ folder: true });
  });
  // Anywhere on the page: a file that misses the zone would otherwise replace the page.
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    over(true);
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) over(false); });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    over(false);
    dropped(event.dataTransfer);
  });
  window.addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });
  // A closed tab leaves nothing behind; what is being stored goes on.
  window.addEventListener("pagehide", () => rows.filter(({ state }) => state !== "importing" && state !== "done").forEach((row) => row.drop()));
  new MutationObserver(attach).observe(document.documentElement, { childList: true, subtree: true });
})(window.tandem = window.tandem || {});
