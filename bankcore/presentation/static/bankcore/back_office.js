// Ctrl+K or Cmd+K leads to the search from anywhere, Escape back to where one was. The form works
// without this file.
"use strict";

(() => {
  const field = document.getElementById("search-all");
  let before = null;

  if (!field) {
    return;
  }
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      before = document.activeElement;
      field.focus();
      field.select();
    } else if (event.key === "Escape" && document.activeElement === field && before) {
      before.focus();
      before = null;
    }
  });
})();
