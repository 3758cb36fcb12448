/* Files from the Data page to POST /api/imports, with progress; then the import's progress until it is over.
   Everything is delegated from document, because Dash replaces parts of the page at any time.
   The server's words and file names become text, never markup. The results themselves are drawn by the server:
   when an import is over, the ids of all finished ones go into the store data-finished. */
(function (tandem) {
  "use strict";
  const ASK_EVERY = 400; // ms
  const STEPS = { reading: "Reading", recognising: "Recognising", checking: "Checking", storing: "Storing", done: "Done" };
  const OPTIONS = { table: "data-table", mode: "data-mode", date_order: "data-dates" };
  // What can be put right on this page, by the kind of error: the server's own remedy is for the command line.
  const HERE = {
    UndecidedDates: "Say above whether the day or the month comes first, then try again.",
    UnknownTable: "Say above which kind of file it is, then try again.",
  };
  let last = Promise.resolve(); // files are sent one after another
  let sending = 0;

  const dropZone = () => document.querySelector("[data-tdm-upload]");
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

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
    const [unit, name] = bytes < 1e6 ? [1e3, "kB"] : bytes < 1e9 ? [1e6, "MB"] : [1e9, "GB"];
    const value = bytes / unit;
    return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${name}`;
  }

  /* One file's row ------------------------------------------------------------------------------------ */
  class Row {
    constructor(file) {
      this.file = file;
      this.element = make("li");
      this.note = make("small", "", size(file.size));
      const name = make("div", "f", file.name);
      name.append(this.note);
      this.bar = make("div", "progress-bar");
      this.track = make("div", "progress");
      this.track.append(this.bar);
      for (const [key, value] of Object.entries({ role: "progressbar", "aria-label": file.name, "aria-valuemin": 0, "aria-valuemax": 100 })) {
        this.track.setAttribute(key, value);
      }
      this.status = make("span", "tdm-status tdm-num");
      this.button = make("button", "btn btn-ghost btn-icon btn-sm");
      this.button.type = "button";
      this.button.append(icon("x-lg"));
      this.button.addEventListener("click", () => this.dismiss());
      this.element.append(icon("filetype-csv"), name, this.track, this.status, this.button);
      this.offer("Cancel");
      this.say("Waiting");
      this.progress(0);
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

    dismiss() {
      this.cancelled = true;
      if (this.request) this.request.abort();
      this.element.remove();
    }

    fail(text) {
      this.note.textContent = text;
      this.track.replaceWith(this.track = make("span"));
      this.say("Not imported", "is-bad", "exclamation-circle-fill");
      this.offer("Remove");
      const retry = make("button", "btn btn-outline-secondary btn-sm tdm-retry", "Try again");
      retry.type = "button";
      retry.addEventListener("click", () => {
        const again = new Row(this.file);
        this.element.replaceWith(again.element);
        again.button.focus();
        enqueue(again);
      });
      this.note.after(retry);
      if (!this.element.isConnected) tandem.toast(`${this.file.name} was not imported`, { detail: text, kind: "bad" });
    }

    finish(job) {
      const { accepted, rejected, skipped, rows_read: read } = job.result;
      const count = (number) => number.toLocaleString("en");
      this.note.textContent = `${count(read)} rows read, ${size(this.file.size)}`;
      this.progress(1);
      this.track.classList.add("is-done");
      if (!accepted) this.say("Nothing to store", "is-bad", "exclamation-circle-fill");
      else if (rejected) this.say(`${count(rejected)} ${rejected === 1 ? "row" : "rows"} rejected`, "is-warn", "eye");
      else this.say(skipped ? `${count(accepted)} rows taken` : "All rows taken", "is-good", "check-circle-fill");
      this.offer("Remove from this list:");
      this.element.dataset.job = job.id;
      if (this.element.isConnected) tellFinished(this.element.parentElement);
      else tandem.toast(`${this.file.name} was imported`);
    }
  }

  function tellFinished(list) {
    const jobs = [...list.querySelectorAll("[data-job]")].map((row) => row.dataset.job);
    window.dash_clientside.set_props("data-finished", { data: jobs });
  }

  /* Sending and asking --------------------------------------------------------------------------------- */
  function form(file) {
    const fields = new FormData();
    for (const [name, id] of Object.entries(OPTIONS)) {
      const field = document.getElementById(id);
      if (field && field.value && field.value !== "auto") fields.append(name, field.value);
    }
    fields.append("file", file, file.name);
    return fields;
  }

  function errorText(status, body) {
    try {
      const said = JSON.parse(body).error;
      if (said) return said;
    } catch (_) { /* not JSON: said below */ }
    return `The server answered with ${status}. Nothing was stored; try again.`;
  }

  /* Resolves with the job that the server made of the file. */
  function send(row) {
    return new Promise((resolve, reject) => {
      const request = row.request = new XMLHttpRequest();
      const begun = performance.now();
      request.open("POST", "/api/imports");
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
        if (!lengthComputable) return;
        const left = (performance.now() - begun) / 1000 * (total - loaded) / loaded;
        const soon = left >= 2 ? `, about ${left < 90 ? `${Math.round(left)} s` : `${Math.round(left / 60)} min`} left` : "";
        row.progress(loaded / total);
        row.say(`${Math.round(100 * loaded / total)}%${soon}`);
      });
      request.addEventListener("load", () => {
        if (request.status === 202) resolve(JSON.parse(request.responseText));
        else reject(new Error(errorText(request.status, request.responseText)));
      });
      request.addEventListener("error", () =>
        reject(new Error("The connection broke off before the file had arrived. Nothing was stored; try again.")));
      request.addEventListener("abort", () => reject(new Error("Cancelled.")));
      request.send(form(row.file));
    });
  }

  function failure({ error, problem }) {
    const advice = problem && HERE[problem.kind];
    if (!advice) return error || "Nothing was stored; try again.";
    const options = document.getElementById(OPTIONS.table)?.closest("details");
    if (options) options.open = true;
    return `${problem.message} ${advice}`;
  }

  async function follow(row, job) {
    row.request = null;
    row.offer("Remove from this list:");
    for (let misses = 0; job.status === "queued" || job.status === "running"; await wait(ASK_EVERY)) {
      row.progress(job.progress);
      row.say(job.status === "queued" ? "Waiting" : `${STEPS[job.step] || "Reading"}, ${Math.round(100 * job.progress)}%`);
      try {
        const answer = await fetch(job.url, { headers: { Accept: "application/json" } });
        const text = await answer.text();
        if (!answer.ok) throw new Error(errorText(answer.status, text));
        job = { ...job, ...JSON.parse(text) };
        misses = 0;
      } catch (error) {
        misses += 1;
        if (misses === 5) throw new Error("The server does not answer. See Past imports for whether the file was taken.");
      }
    }
    if (job.status === "failed") throw new Error(failure(job));
    row.finish(job);
  }

  function enqueue(row) {
    const most = Number(dropZone()?.dataset.tdmMost || Infinity);
    if (row.file.size > most) return row.fail(`${size(row.file.size)} is more than the ${size(most)} that a file may have. Split it and add the parts.`);
    if (row.file.size === 0) return row.fail("The file is empty. Export it again.");
    last = last.then(async () => {
      if (row.cancelled) return;
      sending += 1;
      try {
        const job = await send(row);
        // The next file is sent meanwhile; the server imports in the order of arrival.
        follow(row, job).catch((error) => row.fail(error.message));
      } catch (error) {
        if (!row.cancelled) row.fail(error.message);
      } finally {
        sending -= 1;
      }
    });
  }

  /* Files of partners go first: the names in them are then known to the others. */
  async function rank(file) {
    const head = await file.slice(0, 4000).text().catch(() => "");
    if (/partner[ _-]?type|joined[ _-]?on|account[ _-]?type/i.test(head)) return 0;
    return /partner|account/i.test(file.name) ? 1 : 2;
  }

  tandem.upload = async (files) => {
    const list = document.getElementById(dropZone()?.dataset.tdmUpload);
    if (!list) return;
    const ranked = await Promise.all([...files].map(async (file) => ({ file, rank: await rank(file) })));
    ranked.sort((a, b) => a.rank - b.rank);
    const rows = ranked.map(({ file }) => new Row(file));
    list.append(...rows.map((row) => row.element));
    rows.forEach(enqueue);
  };

  /* Choosing and dropping -------------------------------------------------------------------------------- */
  function choose() {
    const input = Object.assign(document.createElement("input"), { type: "file", multiple: true, accept: ".csv,.txt,.tsv,text/csv" });
    input.addEventListener("change", () => tandem.upload(input.files));
    input.click();
  }

  const hasFiles = (event) => dropZone() && [...(event.dataTransfer?.types || [])].includes("Files");
  const mark = (over) => dropZone()?.classList.toggle("is-over", over);

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-tdm-upload]")) choose();
  });
  // Anywhere on the page: a file that misses the zone would otherwise replace the page.
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(true);
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) mark(false); });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(false);
    tandem.upload(event.dataTransfer.files);
  });
  window.addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });
})(window.tandem = window.tandem || {});
