// What a browser makes of a figure: texts with the shape each stands in and the colours of both, in the figure's own units.
(figure) => {
  const seen = (element) => getComputedStyle(element).fill !== "none" && !element.closest("defs");
  const box = (element) => { const b = element.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]; };
  const shapes = [...figure.querySelectorAll("rect,path")].filter((s) => seen(s) && !s.closest(".ap-link"));
  const boxes = shapes.map(box);
  const texts = [...figure.querySelectorAll("text")].map((text) => {
    const [left, top, right, bottom] = box(text);
    const x = (left + right) / 2, y = (top + bottom) / 2;
    let under = -1;
    boxes.forEach((b, i) => { if (b[0] <= x && x <= b[2] && b[1] <= y && y <= b[3]) under = i; });
    return {
      text: text.textContent, box: [left, top, right, bottom], size: parseFloat(getComputedStyle(text).fontSize),
      fill: getComputedStyle(text).fill, under: under < 0 ? null : boxes[under], back: under < 0 ? null : getComputedStyle(shapes[under]).fill,
    };
  });
  const lines = [...figure.querySelectorAll(".ap-link > path")].map((path) => {
    const length = path.getTotalLength();
    return Array.from({ length: 41 }, (_, i) => { const p = path.getPointAtLength((length * i) / 40); return [p.x, p.y]; });
  });
  return { texts, lines, view: figure.getAttribute("viewBox").split(" ").map(Number), width: figure.getBoundingClientRect().width };
}
