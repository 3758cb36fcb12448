/* What a page says while an answer is on its way, when it failed, and when there is no connection.
   Every callback of Dash is one request; this file stands between the two and looks at it.
     the page       a skeleton when another page takes long; back returns to where one was
     its parts      dimmed (.tdm-stale) while what they show is asked for anew
     a failure      a message with the reference under which the log has it
     no connection  a notice; pages and filters are asked for again until the server answers, other requests are given up */
window.tandem = window.tandem || {};
(function (tandem) {
  "use strict";
  const UPDATE = "/_dash-update-component";
  const DIM_AFTER = 150, SKELETON_AFTER = 300; // milliseconds
  const WAITS = [1, 2, 4, 8, 15]; // seconds between tries to reach the server; the last one stays
  const PAGE = "main";
  const send = window.fetch.bind(window);

  const byId = (id) => document.getElementById(id);

  /* What a request asks for ---------------------------------------------------------------------------- */
  function read(options) {
    try {
      const { output, changedPropIds: causes = [], inputs = [] } = JSON.parse(options.body);
      const ids = String(output).replace(/^\.\.|\.\.$/g, "").split("...").map((one) => one.split("@")[0].replace(/\.[^.]*$/, ""));
      const route = inputs.flat().find((one) => one && one.id === "shell-route");
      return {
        ids: [...new Set(ids)],
        isPage: ids.includes(PAGE),
        path: route && route.value ? route.value.path : null,
        // What only draws may be asked for twice.
        isDrawing: causes.length > 0 && causes.every((one) => /^shell-(route|location|screen|refresh)\./.test(one)),
        isPolling: causes.length > 0 && causes.every((one) => one.endsWith(".n_intervals")),
      };
    } catch (_) { return { ids: [], isPage: false, path: null, isDrawing: false, isPolling: true }; }
  }

  /* Waiting: skeleton and dimming ------------------------------------------------------------------------ */
  let shownPath = null;
  const waiting = new Set();

  function showSkeleton() {
    const main = byId(PAGE), skeleton = byId("state-waiting");
    if (!main || !skeleton || main.querySelector(".tdm-loading")) return;
    main.hidden = true;
    skeleton.hidden = false;
  }

  function hideSkeleton() {
    const main = byId(PAGE), skeleton = byId("state-waiting");
    if (main) main.hidden = false;
    if (skeleton) skeleton.hidden = true;
  }

  function dim(ids) {
    const named = ids.map(byId).filter((one) => one && !one.closest(".tdm-filterbar"));
    // A part within a part is dimmed once.
    const dimmed = named.filter((one) => !named.some((other) => other !== one && other.contains(one)));
    for (const one of dimmed) { one.classList.add("tdm-stale"); one.setAttribute("aria-busy", "true"); }
    return dimmed;
  }

  /* Returns what ends the waiting. */
  function wait(asked) {
    if (asked.isPolling) return () => {};
    const isOther = asked.isPage && asked.path !== shownPath;
    let dimmed = [];
    const timer = isOther
      ? setTimeout(showSkeleton, SKELETON_AFTER)
      : setTimeout(() => { dimmed = dim(asked.ids); }, DIM_AFTER);
    const token = {};
    if (isOther) waiting.add(token);
    return (isDone) => {
      clearTimeout(timer);
      for (const one of dimmed) { one.classList.remove("tdm-stale"); one.removeAttribute("aria-busy"); }
      if (asked.isPage && isDone) shownPath = asked.path;
      if (waiting.delete(token) && !waiting.size) hideSkeleton();
    };
  }

  /* Connection ------------------------------------------------------------------------------------------ */
  let isLeaving = false, back = null, tryNow = () => {};
  window.addEventListener("pagehide", () => { isLeaving = true; });
  window.addEventListener("pageshow", () => { isLeaving = false; });
  window.addEventListener("online", () => tryNow());

  async function isReachable() {
    try { return (await send("/healthz", { cache: "no-store" })).ok; } catch (_) { return false; }
  }

  const pause = (seconds) => new Promise((done) => {
    const timer = setTimeout(done, 1000 * seconds);
    tryNow = () => { clearTimeout(timer); done(); };
  });

  /* One wait for all requests that found no server. */
  function untilBack() {
    back = back || (async () => {
      const notice = byId("state-offline");
      if (notice) notice.hidden = false;
      for (let tries = 0; ; tries += 1) {
        await pause(WAITS[Math.min(tries, WAITS.length - 1)]);
        if (await isReachable()) break;
      }
      back = null;
      if (notice) { notice.hidden = true; tandem.toast(notice.dataset.tdmBack); }
    })();
    return back;
  }

  async function reach(resource, options, asked) {
    for (;;) {
      try { return await send(resource, options); }
      catch (error) {
        if (isLeaving || error.name === "AbortError") throw error;
        if (!asked.isDrawing) { untilBack(); throw error; }
        await untilBack();
      }
    }
  }

  /* Failures: the server's answer says what happened, and the number under which the log tells more --------- */
  let reported = -Infinity;

  async function report(answer) {
    // What stands before the server answers in its own words, or in none.
    const { error } = await answer.json().catch(() => ({}));
    const text = error || byId("state-offline")?.dataset.tdmFailed;
    // What fails together is told once: the log has all of it.
    if (!text || performance.now() - reported < 2000) return;
    reported = performance.now();
    tandem.toast(text, { kind: "bad" });
  }

  /* The session is over: whoever signs in again is back where they were. The page is left, so nothing is answered. */
  function signInAgain() {
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
    return new Promise(() => {});
  }

  window.fetch = async (resource, options) => {
    const address = typeof resource === "string" ? resource : String(resource?.url ?? resource);
    if (!address.split("?")[0].endsWith(UPDATE) || !options?.body) return send(resource, options);
    const asked = read(options);
    const end = wait(asked);
    let isDone = false;
    try {
      const answer = await reach(resource, options, asked);
      if (answer.status === 401) return signInAgain();
      isDone = answer.ok;
      if (answer.status >= 400) {
        document.dispatchEvent(new CustomEvent("tandem:refused", { detail: { status: answer.status } }));
        report(answer.clone());
      }
      return answer;
    } catch (error) {
      document.dispatchEvent(new CustomEvent("tandem:refused", { detail: { status: 0 } }));
      throw error;
    } finally { end(isDone); }
  };

  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-tdm-retry]")) tryNow();
  });

  /* Back: where one was on a page stands in its entry of the history ------------------------------------------ */
  let noting = 0, wanted = null;
  history.scrollRestoration = "manual";

  document.addEventListener("scroll", () => {
    if (wanted !== null) return;
    clearTimeout(noting);
    noting = setTimeout(notePlace, 80);
  }, { passive: true });

  function notePlace() {
    clearTimeout(noting);
    history.replaceState({ ...history.state, tdmPlace: scrollY }, "");
  }
  tandem.notePlace = notePlace;

  function toPlace() {
    if (wanted === null || byId(PAGE)?.hidden || document.documentElement.scrollHeight < wanted + innerHeight) return;
    scrollTo({ top: wanted, behavior: "instant" });
  }

  function returnTo(place) {
    wanted = place;
    const seen = new ResizeObserver(toPlace);
    const stop = () => { seen.disconnect(); wanted = null; for (const one of ends) removeEventListener(one, stop); };
    const ends = ["wheel", "touchstart", "keydown", "pointerdown"];
    for (const one of ends) addEventListener(one, stop, { once: true, passive: true });
    seen.observe(document.body);
    setTimeout(stop, 1500);
  }

  window.addEventListener("popstate", (event) => {
    // A jump within the page has no state, and knows its place itself.
    if (event.isTrusted && event.state) returnTo(event.state.tdmPlace ?? 0);
  });
  if (history.state?.tdmPlace) returnTo(history.state.tdmPlace);
})(window.tandem);
