// Every text that can be seen on the page and cannot be read: a list of sentences, empty when all is well.
// https://www.w3.org/TR/WCAG22/#contrast-minimum
() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const known = new Map();

  // Computed colours come in many notations: the canvas reads them all, as [red, green, blue, alpha of 1].
  function read(colour) {
    if (!known.has(colour)) {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
      known.set(colour, [red, green, blue, alpha / 255]);
    }
    return known.get(colour);
  }

  function over([red, green, blue, alpha], below) {
    const mixed = [red, green, blue].map((part, place) => part * alpha + below[place] * (1 - alpha));
    return [...mixed, 1];
  }

  function luminance(colour) {
    const [red, green, blue] = colour.slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function ratio(one, other) {
    const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
  }

  // The page below everything is white, or what the browser draws for a dark page.
  function behind(element) {
    if (!element) {
      return read("Canvas");
    }
    const style = getComputedStyle(element);
    const [red, green, blue, alpha] = read(style.backgroundColor);
    return over([red, green, blue, alpha * style.opacity], behind(element.parentElement));
  }

  function opacity(element) {
    return element ? getComputedStyle(element).opacity * opacity(element.parentElement) : 1;
  }

  // Large is 24 px, or 18.66 px when bold.
  function needed(style) {
    const size = Number.parseFloat(style.fontSize);
    return size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
  }

  function complaint(text, element, style) {
    const below = behind(element);
    const [red, green, blue, alpha] = read(style.color);
    const reached = ratio(over([red, green, blue, alpha * opacity(element)], below), below);
    if (reached >= needed(style)) {
      return [];
    }
    const shown = text.trim().slice(0, 40);
    return [`${shown}: ${reached.toFixed(2)} of ${needed(style)}, ${style.color} on ${below.map(Math.round)}`];
  }

  function isSeen(element) {
    return element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  }

  // Words for screen readers alone are cut down to a pixel.
  function hasRoom(box) {
    return box.width > 1 && box.height > 1;
  }

  function ofText(node) {
    const element = node.parentElement;
    if (!node.data.trim() || !isSeen(element) || element.closest(":disabled, [aria-disabled=true]")) {
      return [];
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    const cut = hasRoom(element.getBoundingClientRect()) && [...range.getClientRects()].some(hasRoom);
    return cut ? complaint(node.data, element, getComputedStyle(element)) : [];
  }

  function ofSigns(element) {
    return ["::before", "::after"].flatMap((place) => {
      const style = getComputedStyle(element, place);
      const hasText = !["none", "normal", '""'].includes(style.content) && isSeen(element);
      return hasText ? complaint(`${place} ${style.content}`, element, style) : [];
    });
  }

  function ofField(field) {
    if (!isSeen(field) || field.disabled || ["checkbox", "radio", "hidden"].includes(field.type)) {
      return [];
    }
    const hint = field.placeholder ? complaint(field.placeholder, field, getComputedStyle(field, "::placeholder")) : [];
    return [...complaint(field.value || "what is typed", field, getComputedStyle(field)), ...hint];
  }

  function textNodes() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      found.push(walker.currentNode);
    }
    return found.filter((node) => !["STYLE", "SCRIPT", "TEMPLATE", "OPTION"].includes(node.parentElement.tagName));
  }

  return [
    ...textNodes().flatMap(ofText),
    ...[...document.querySelectorAll("body *")].flatMap(ofSigns),
    ...[...document.querySelectorAll("input, textarea, select")].flatMap(ofField),
  ];
}
