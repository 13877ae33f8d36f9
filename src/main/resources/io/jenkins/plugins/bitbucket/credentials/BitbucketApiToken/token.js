// Jenkins turns the field into a password field as soon as something is in it, and then browsers report no change for
// what was pasted: it would not be checked.
Behaviour.specify(".bitbucket-api-token", "bitbucket-api-token", 0, function (field) {
  field.addEventListener("blur", function () {
    field.dispatchEvent(new Event("change"));
  });
});
