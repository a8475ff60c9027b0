// A payment that can still be undone: the seconds run down, then the page is asked for anew.
"use strict";

for (const told of document.querySelectorAll("[data-undo-left]")) {
  const end = Date.now() + Number(told.dataset.undoLeft) * 1000;
  const tick = window.setInterval(() => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    told.textContent = String(left);
    if (left > 0) return;
    window.clearInterval(tick);
    window.location.replace(window.location.pathname.replace(/undo\/$/, ""));
  }, 250);
}
