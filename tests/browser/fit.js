// What a page is made of, as somebody would find it who cannot see it, or only a small part of it.
() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const words = (element) => element.textContent.trim().replace(/\s+/g, " ");
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const ids = all("[id]").map((element) => element.id);
  const fields = all("input, select, textarea").filter((field) => field.type !== "hidden" && isSeen(field));
  const targets = all("button, a.button, summary, select, textarea, input").filter(isSeen);
  const described = all("[aria-describedby]").flatMap((element) => element.getAttribute("aria-describedby").split(" "));

  function isSmall(element) {
    const { width, height } = element.getBoundingClientRect();
    return element.type !== "hidden" && (width < 24 || height < 24);
  }

  function isCut(element) {
    const hides = getComputedStyle(element).overflowX !== "visible";
    return hides && isSeen(element) && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1;
  }

  function sizes() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const { data, parentElement } = walker.currentNode;
      if (data.trim() && isSeen(parentElement)) {
        found.push([data.trim(), Number.parseFloat(getComputedStyle(parentElement).fontSize)]);
      }
    }
    return found;
  }

  return {
    language: document.documentElement.lang,
    title: document.title,
    headings: all("h1").map(words),
    mains: all("main, [role=main]").length,
    doubled: ids.filter((id, place) => ids.indexOf(id) !== place),
    astray: described.filter((id) => !document.getElementById(id)),
    unlabelled: fields.filter((field) => !field.labels.length && !field.ariaLabel).map((field) => field.name),
    nameless: all("button, a, summary").filter((element) => !words(element) && !element.ariaLabel).length,
    small: targets.filter(isSmall).map((element) => words(element) || element.name),
    cut: all("body *").filter(isCut).map(words),
    beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    sizes: sizes(),
  };
}
