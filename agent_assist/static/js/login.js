// A demo user's button fills the form in; the person still signs in.
const form = document.querySelector("form");
for (const button of document.querySelectorAll("[data-email]")) {
  button.addEventListener("click", () => {
    form.elements.email.value = button.dataset.email;
    form.elements.password.value = button.dataset.password;
    form.querySelector("button").focus();
  });
}
