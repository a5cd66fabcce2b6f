/* Progressive enhancement: every page works without this file, and the URL is always the state. */
"use strict";

const words = document.documentElement.lang.startsWith("en")
  ? { previous: "Previous", next: "Next", of: (n, all) => `${n} of ${all}`, copied: "Copied", failed: "Select and copy", copyPassage: "Copy with source", cite: "Cite",
      kinds: { school: "school", section: "section", topic: "topic", term: "word", meant: "did you mean" } }
  : { previous: "上一处", next: "下一处", of: (n, all) => `第 ${n} / ${all} 处`, copied: "已复制", failed: "请手动复制", copyPassage: "复制引文和出处", cite: "引用格式",
      kinds: { school: "学校", section: "栏目", topic: "类别", term: "词", meant: "是否" } };

const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

/* "/" goes to the search box. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const box = document.querySelector('input[name="q"]');
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

/* The box of the home page is ready for typing where there is a keyboard; a phone's would cover the page. */
const entrance = document.querySelector(".search-box.large input");
if (entrance && matchMedia("(hover: hover) and (pointer: fine)").matches) entrance.focus({ preventScroll: true });

/* Completion: the combobox of the ARIA Authoring Practices, list autocomplete with manual selection. */
for (const box of document.querySelectorAll("input[data-suggest]")) installCompletion(box);

function installCompletion(box) {
  const list = document.createElement("ul");
  list.className = "listbox";
  list.id = `${box.id}-list`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0]?.textContent ?? "");
  list.hidden = true;
  box.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]])
    box.setAttribute(name, value);

  let chosen = -1;
  let latestRequest = 0;
  let timer = 0;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    latestRequest += 1;
    clearTimeout(timer);
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    chosen = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
    if (index < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  };
  const submit = (item) => {
    box.value = item.dataset.text;
    close();
    box.form.requestSubmit();
  };
  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map((suggestion, i) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${i}`;
      item.dataset.text = suggestion.text;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const kind = document.createElement("span");
      kind.className = "kind";
      kind.textContent = words.kinds[suggestion.kind] ?? "";
      item.append(suggestion.text, kind);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); submit(item); });
      return item;
    }));
    chosen = -1;
    list.hidden = suggestions.length === 0;
    box.setAttribute("aria-expanded", String(suggestions.length > 0));
  };
  const complete = async () => {
    const thisRequest = ++latestRequest;
    try {
      const answer = await fetch(`${box.dataset.suggest}?${new URLSearchParams({ q: box.value, limit: 8 })}`);
      const suggestions = answer.ok ? await answer.json() : [];
      if (thisRequest === latestRequest && document.activeElement === box) show(suggestions);
    } catch { /* the page works without completion */ }
  };

  box.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    if (!box.value.trim()) return close();
    timer = setTimeout(complete, 120);
  });
  box.addEventListener("compositionend", () => box.dispatchEvent(new InputEvent("input")));
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") choose(chosen === last ? -1 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) submit(list.children[chosen]);
    else return;
    event.preventDefault();
  });
}

/* Step through the matches of a report or the changes of a comparison: two buttons, and the keys n and p. */
const stepper = document.querySelector("[data-steps]");
const targets = stepper ? [...document.querySelectorAll(stepper.dataset.steps)] : [];
if (targets.length) {
  let current = -1;
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  const step = (by) => {
    targets[current]?.classList.remove("now");
    current = current < 0 ? nearest(by) : (current + by + targets.length) % targets.length;
    targets[current].classList.add("now");
    targets[current].scrollIntoView({ block: "center" });
    if (targets[current].id) history.replaceState(null, "", `#${targets[current].id}`);
    status.textContent = words.of(current + 1, targets.length);
  };
  /* The first step starts from the position on the screen, not from the top. */
  const nearest = (by) => {
    const anchor = location.hash && document.getElementById(location.hash.slice(1));
    const top = anchor ? anchor.getBoundingClientRect().top : 0;
    const next = targets.findIndex((target) => target.getBoundingClientRect().top >= top);
    const from = next < 0 ? 0 : next;
    return by > 0 ? from : (from - 1 + targets.length) % targets.length;
  };
  const button = (text, key, by) => {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = text;
    element.setAttribute("aria-keyshortcuts", key);
    element.addEventListener("click", () => step(by));
    return element;
  };
  stepper.querySelector(".steps").replaceChildren(status, button(words.previous, "p", -1), button(words.next, "n", 1));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "n") step(1);
    else if (event.key === "p") step(-1);
  });
}

/* Copy a citation. */
const copyOnClick = (button, text) => button.addEventListener("click", async () => {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(await text());
    button.textContent = words.copied;
  } catch {
    button.textContent = words.failed;
  }
  setTimeout(() => { button.textContent = label; }, 2000);
});
for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false;
  copyOnClick(button, () => document.getElementById(button.dataset.copies).textContent);
}

/* Under the paragraph that the URL names: copy it with its source, or see how to cite it. */
const report = document.querySelector(".text[data-cite]");
const offerCitation = () => {
  document.querySelector(".passage-bar")?.remove();
  const place = /^#s\d+p\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
  const passage = place && place.closest("p, h3, h4, h5, h6");
  if (!report || !passage) return;
  const page = `${report.dataset.cite}?at=${location.hash.slice(1)}`;
  const bar = document.createElement("div");
  bar.className = "passage-bar";
  bar.lang = document.documentElement.lang;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words.copyPassage;
  copyOnClick(button, async () => {
    const answer = await fetch(page);
    const cited = new DOMParser().parseFromString(await answer.text(), "text/html");
    return cited.getElementById("cite-quoted").textContent;
  });
  const link = document.createElement("a");
  link.href = page;
  link.textContent = words.cite;
  bar.append(button, link);
  passage.after(bar);
};
addEventListener("hashchange", offerCitation);
offerCitation();

/* The other years of a school open at the section that is on the screen. */
for (const link of document.querySelectorAll(".neighbours li > a[href*='/reports/']")) {
  link.addEventListener("click", () => {
    const read = [...document.querySelectorAll(".part .place[id]")].filter((place) => place.getBoundingClientRect().top < 140);
    const last = read.findLast((place) => /^[a-z_]+$/.test(place.id));
    if (last && scrollY > 100) link.hash = last.id;
  });
}

/* Narrow a long list of values while typing. */
for (const box of document.querySelectorAll("input[data-narrows]")) {
  const items = [...document.getElementById(box.dataset.narrows).children];
  const count = document.querySelector(`[data-count="${box.dataset.narrows}"]`);
  if (box.value) continue; // the server has filtered the list already
  box.addEventListener("input", () => {
    const text = box.value.trim().toLowerCase();
    let shown = 0;
    for (const item of items) {
      item.hidden = !item.textContent.toLowerCase().includes(text);
      shown += Number(!item.hidden);
    }
    if (count) count.textContent = `${shown.toLocaleString("en")} / ${items.length.toLocaleString("en")}`;
  });
}

/* A list that follows its form while typing: the page is asked for and its list taken over. */
for (const form of document.querySelectorAll("form[data-live]")) {
  let timer = 0;
  let latestRequest = 0;
  const refresh = async () => {
    const thisRequest = ++latestRequest;
    const url = `${form.action}?${new URLSearchParams([...new FormData(form)].filter(([, value]) => value))}`;
    try {
      const answer = await fetch(url);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const list = page.getElementById(form.dataset.live);
      if (!answer.ok || !list || thisRequest !== latestRequest) return;
      document.getElementById(form.dataset.live).replaceChildren(...list.childNodes);
      history.replaceState(null, "", url);
    } catch { /* the button still works */ }
  };
  form.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, 200);
  });
  form.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(refresh, 50); });
}

/* Older browsers cannot show a closed <details> open on a wide screen: open it. */
if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 60rem)").matches)
  for (const fold of document.querySelectorAll(".filters-fold")) fold.open = true;

/* An open menu closes when the focus or a click goes elsewhere, or with Escape. */
for (const menu of document.querySelectorAll(".menu")) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("focusout", (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false; });
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); } });
}
