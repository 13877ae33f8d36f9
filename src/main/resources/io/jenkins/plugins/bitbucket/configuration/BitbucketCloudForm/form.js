// Jenkins writes a field's name above it and does not tie the two together: a screen reader would say nothing of it.
Behaviour.specify(".bitbucket-form", "bitbucket-form", 0, function (mark) {
  mark.parentElement.querySelectorAll(".jenkins-form-item > .jenkins-form-label").forEach(function (label) {
    const field = label.parentElement.querySelector("input.jenkins-input, textarea, select");
    if (!field) {
      return;
    }
    field.setAttribute("aria-label", label.firstChild.textContent.trim());
    if (field.matches(".required, [aria-required]")) {
      field.setAttribute("aria-required", "true");
      label.classList.add("bitbucket-required");
    }
  });
  mark.parentElement.querySelectorAll(".jenkins-checkbox").forEach(function (box) {
    box.querySelector("input").setAttribute("aria-label", box.textContent.trim());
  });
});
