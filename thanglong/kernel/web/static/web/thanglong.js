/* Small help for pages that work without it: live parts, lists, dates, copying, keyboard. */
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const bare = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  document.documentElement.classList.add("js");

  /* A part marked data-live="topic topic" is asked for again when one of its topics changes. */
  const refresh = (part) => {
    if (!window.htmx || part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return;
    const source = part.dataset.liveUrl || location.href;
    htmx.ajax("GET", source, { target: part, swap: "outerHTML", select: part.id ? "#" + part.id : undefined });
  };
  const listen = () => {
    const meta = document.querySelector('meta[name="live-url"]');
    const topics = new Set(all("[data-live]").flatMap((part) => part.dataset.live.split(/\s+/)).filter(Boolean));
    if (!meta || !topics.size || !window.EventSource) return;
    const query = [...topics].slice(0, 8).map((topic) => "topic=" + encodeURIComponent(topic)).join("&");
    const again = (topic) => all("[data-live]")
      .filter((part) => topic === "*" || part.dataset.live.split(/\s+/).includes(topic))
      .forEach((part, index) => setTimeout(refresh, 150 + 100 * index, part));
    let opened = 0;
    let lost = 0;
    const open = () => {
      const source = new EventSource(meta.content + "?" + query, { withCredentials: true });
      source.addEventListener("touch", (event) => again(event.data));
      source.addEventListener("open", () => { lost = 0; if (opened++) again("*"); });
      source.addEventListener("error", () => {
        if (source.readyState === EventSource.CLOSED && lost++ < 5) setTimeout(open, 30000 * lost);
      });
      addEventListener("pagehide", () => source.close(), { once: true });
    };
    open();
  };

  /* A long list can be narrowed by typing, with or without diacritics. */
  const searchable = (select) => {
    if (select.dataset.ready) return;
    select.dataset.ready = "1";
    const box = document.createElement("input");
    const options = [...select.options];
    box.type = "search";
    box.className = "input search-in-list";
    box.placeholder = select.dataset.search;
    box.setAttribute("aria-label", select.dataset.search);
    box.setAttribute("aria-controls", select.id);
    box.autocomplete = "off";
    select.before(box);
    box.addEventListener("input", () => {
      const words = bare(box.value).split(/\s+/).filter(Boolean);
      const found = options.filter((option) => words.every((word) => bare(option.text).includes(word)));
      select.replaceChildren(...(words.length ? found.filter((option) => option.value) : options));
      select.size = words.length ? Math.min(Math.max(found.length, 2), 6) : 0;
      if (words.length && found.length) select.value = found[0].value;
      if (!select.size) select.removeAttribute("size");
    });
    select.addEventListener("change", () => { if (select.size) { select.removeAttribute("size"); } });
    box.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") { event.preventDefault(); select.focus(); }
      if (event.key === "Enter") { event.preventDefault(); select.removeAttribute("size"); select.focus(); }
    });
  };

  /* 05022026 becomes 05/02/2026 while one types, and whoever types the strokes has each once; 1250000 becomes 1.250.000 when one leaves. */
  const dates = (input) => input.addEventListener("input", (event) => {
    if (event.inputType && event.inputType.startsWith("delete")) return;
    if (input.value.includes("//")) input.value = input.value.replaceAll("//", "/");
    else if (/^\d{8}$/.test(input.value)) input.value = input.value.replace(/^(..)(..)(....)$/, "$1/$2/$3");
    else if (/^\d{2}$/.test(input.value) || /^\d{1,2}\/\d{2}$/.test(input.value)) input.value += "/";
  });
  const money = (input) => input.addEventListener("change", () => {
    const digits = input.value.replace(/[^\d]/g, "");
    if (digits) input.value = digits.replace(/\B(?=(\d{3})+$)/g, ".");
  });
  const counted = (area) => {
    const left = document.createElement("p");
    const show = () => { left.textContent = `${area.value.length} / ${area.dataset.count}`; };
    left.className = "count-left num";
    area.after(left);
    area.addEventListener("input", show);
    show();
  };

  const copyable = (code) => {
    if (!navigator.clipboard || code.closest("a") || code.querySelector("button")) return;
    const text = code.textContent.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.setAttribute("aria-label", code.dataset.copyLabel);
    button.innerHTML = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M9 9h11v11H9z"/><path d="M15 9V4H4v11h5"/></svg>';
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      button.setAttribute("aria-label", code.dataset.copy);
      button.classList.add("copied");
    });
    code.append(button);
  };

  /* Officers' lists: j and k move, Enter opens; other keys click what is marked data-key="c" in the row, or outside rows. */
  let here = -1;
  const rows = () => all("tr[data-row]");
  const stand = (index) => {
    const list = rows();
    if (!list.length) return;
    here = Math.max(0, Math.min(index, list.length - 1));
    list.forEach((row, place) => row.classList.toggle("is-here", place === here));
    const link = list[here].querySelector("a, button");
    (link || list[here]).focus({ preventScroll: true });
    list[here].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset.keys === "off") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
    const row = rows()[here];
    const help = document.getElementById("keyboard-help");
    if (event.key === "j" || event.key === "k") { event.preventDefault(); stand(here + (event.key === "j" ? 1 : -1)); }
    else if (event.key === "Enter" && row && !event.target.closest("a, button, summary")) { remember(row); location.assign(row.dataset.row); }
    else if (help && (event.key === "?" || event.key === "Escape" && help.open)) help.classList.toggle("is-over", help.open = event.key === "?" && !help.open);
    else {
      const wanted = `[data-key="${CSS.escape(event.key)}"]`;
      const found = row && row.querySelector(wanted) || all(wanted).find((one) => !one.closest("tr[data-row]"));
      if (!found) return;
      event.preventDefault();
      if (found.matches("input[type=search]")) found.focus(); else found.click();
    }
  });

  /* Who comes back to a list stands where he left it: after a claim, or from the dossier he read. */
  const placeOf = (row) => new URL(row.dataset.row, location.href).pathname;
  const remember = (row) => { try { sessionStorage.setItem("here", JSON.stringify([location.pathname + location.search, placeOf(row), here])); } catch { /* no storage: the list begins at the top */ } };
  const remembered = () => { try { return JSON.parse(sessionStorage.getItem("here")) || []; } catch { return []; } };
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (row) { here = rows().indexOf(row); remember(row); }
  });
  const [list, place, index] = remembered();
  if (rows().length && list === location.pathname + location.search) {
    sessionStorage.removeItem("here");
    const same = rows().findIndex((row) => placeOf(row) === place);
    stand(same >= 0 ? same : index);
  }

  /* The paper beside the form grows and turns where it stands; without this, the links load the page anew. */
  document.addEventListener("click", (event) => {
    const tool = event.target.closest("a[data-zoom], a[data-turn]");
    const sheet = tool && document.querySelector("[data-sheet]");
    if (!sheet || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [zoom, turn] = sheet.dataset.sheet.split(" ").map(Number);
    const now = [Math.min(3, Math.max(1, zoom + Number(tool.dataset.zoom || 0))), (turn + Number(tool.dataset.turn || 0)) % 4];
    sheet.dataset.sheet = now.join(" ");
    sheet.className = `viewer-sheet zoom-${now[0]} turn-${now[1]}`;
  });

  /* Answers marked data-refresh show or hide other questions: the form asks the server anew. */
  document.addEventListener("change", (event) => {
    const input = event.target;
    const form = input.form;
    if (!input.hasAttribute("data-refresh") || !form || !form.dataset.refreshUrl || !window.htmx) return;
    htmx.ajax("POST", form.dataset.refreshUrl, { source: form, target: form.dataset.refreshTarget || form, swap: "outerHTML" });
  });

  /* What was typed while the server thought about it stays, and so does the place of the cursor. */
  let typed = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.target;
    if (!form.matches || !form.matches("form[data-refresh-url]")) return;
    typed = { id: form.id, entries: [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.type !== "file").map((one) => [one.name, one.type, one.value, one.checked]) };
  });
  document.addEventListener("htmx:afterSwap", () => {
    const form = typed && document.getElementById(typed.id);
    if (!form) return;
    for (const [name, type, value, checked] of typed.entries) {
      for (const one of form.elements) {
        if (one.name !== name) continue;
        if (type === "radio" || type === "checkbox") { if (one.value === value) one.checked = checked; } else one.value = value;
      }
    }
    typed = null;
  });

  const failed = () => {
    if (document.querySelector(".notice.failed")) return;
    const text = document.body.dataset.failed;
    if (!text) return;
    const box = document.createElement("div");
    box.className = "notice bad failed";
    box.setAttribute("role", "alert");
    box.textContent = text;
    document.getElementById("main").prepend(box);
    box.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  /* What is entered and not sent stays when the language changes: the page is the same one. */
  const entered = () => all("main :is(textarea, select, input)[name]")
    .filter((one) => !one.matches("[type=hidden], [type=password], [type=file], [autocomplete=one-time-code]"));
  const isTick = (one) => one.matches("[type=radio], [type=checkbox]");
  const question = (one) => isTick(one) ? `${one.name}=${one.value}` : one.name;
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".language")) return;
    const answers = Object.fromEntries(entered().map((one) => [question(one), isTick(one) ? one.checked : one.value]));
    try { sessionStorage.setItem("entered", JSON.stringify([location.pathname, answers])); } catch { /* no storage: only what is saved stays */ }
  });
  const enterAgain = () => {
    let kept = [];
    try { kept = JSON.parse(sessionStorage.getItem("entered")) || []; sessionStorage.removeItem("entered"); } catch { /* nothing was kept */ }
    const [page, answers] = kept;
    if (page === location.pathname) entered().filter((one) => question(one) in answers).forEach((one) => {
      one[isTick(one) ? "checked" : "value"] = answers[question(one)];
    });
  };

  const prepare = (root) => {
    all("select[data-search]", root).forEach(searchable);
    all("input[data-date]", root).forEach(dates);
    all("input[data-money]", root).forEach(money);
    all("textarea[data-count]", root).forEach(counted);
    all(".code[data-copy]", root).forEach(copyable);
  };
  enterAgain();
  prepare(document);
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) prepare(event.target); });
  const errors = document.querySelector("[data-focus]");
  if (errors) errors.focus();
  listen();
})();
